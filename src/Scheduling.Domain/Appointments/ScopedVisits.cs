namespace Scheduling.Domain.Appointments;

/// <summary>The visits of a course that a change is about (R12): those under way, delivered, missed or past never change.</summary>
/// <param name="Changing">Those that change, in order of time.</param>
/// <param name="Staying">Open ones in the scope that don't: begun, under way, or, for a move, without a place to move from.</param>
public sealed record ScopedVisits(IReadOnlyList<Appointment> Changing, IReadOnlyList<Appointment> Staying)
{
    /// <summary>The visits of a scope.</summary>
    /// <param name="ofCourse">All visits of the course, in any state.</param>
    /// <param name="named">The visit that the change names, one of them.</param>
    /// <param name="scope">How far it goes.</param>
    /// <param name="action">What is to be done; a move, a swap of staff or a cancellation.</param>
    /// <param name="now">A visit that has begun, by its time, stays.</param>
    public static ScopedVisits Of(IEnumerable<Appointment> ofCourse, Appointment named, ChangeScope scope, AppointmentAction action, DateTimeOffset now)
    {
        var within = ofCourse
            .Where(a => scope switch
            {
                ChangeScope.This => a.Id == named.Id,
                ChangeScope.Following => a.Id == named.Id || a.StartsAt > named.StartsAt,
                _ => true,
            })
            .Where(a => a.State.IsToCome() || a.State == AppointmentState.NeedsNewTime)
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id)
            .ToList();
        // One that waits for a new time has none to be shifted: it is moved by itself, or by a repair.
        bool Changes(Appointment a) => AppointmentTransitions.Next(a.State, action) is not null && (a.State == AppointmentState.NeedsNewTime ? action != AppointmentAction.Move : a.StartsAt > now);
        return new ScopedVisits([.. within.Where(Changes)], [.. within.Where(a => !Changes(a))]);
    }
}
