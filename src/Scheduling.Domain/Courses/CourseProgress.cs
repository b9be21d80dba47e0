using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Domain.Courses;

/// <summary>How far a course is: the goal is delivered sessions, not dates (R10).</summary>
public sealed record CourseProgress
{
    /// <summary>Sessions to deliver in all.</summary>
    public required int Target { get; init; }

    /// <summary>Delivered, those counted that were delivered in part.</summary>
    public required int Delivered { get; init; }

    /// <summary>Live appointments to come.</summary>
    public required int Booked { get; init; }

    /// <summary>Neither delivered nor booked: what is still owed.</summary>
    public required int Owed { get; init; }

    /// <summary>No-shows and patients sent home so far.</summary>
    public required int Missed { get; init; }

    /// <summary>Delivered in part, and the prescriber has not said yet whether they count; owed until they do.</summary>
    public required int Undecided { get; init; }

    /// <summary>Sessions that reserve a unit of the coverage or have consumed one: booked, delivered, and delivered in part whether they count or not.</summary>
    public required int UnitsTaken { get; init; }

    /// <summary>Of these, the ones tagged as having no unit (R19).</summary>
    public int Unauthorized { get; init; }

    /// <summary>Local date of the last delivered session; null before the first.</summary>
    public required DateOnly? LastDeliveredOn { get; init; }

    /// <summary>The end as it stands; null when nothing is booked. What is owed is appended to it at the protocol's pace wherever a course is shown.</summary>
    public required DateOnly? ProjectedEndsOn { get; init; }

    /// <summary>The same by phase, in the course's order.</summary>
    public required IReadOnlyList<PhaseProgress> Phases { get; init; }

    /// <summary>Counts the appointments of one course against its targets.</summary>
    public static CourseProgress Of(IReadOnlyList<PhaseTarget> targets, IReadOnlyCollection<Appointment> appointments)
    {
        var sessions = appointments.Where(a => a.CountsAsSession).ToList();
        var phases = targets.Select(target =>
        {
            var delivered = sessions.Count(a => a.Phase == target.Phase && a.IsDelivered);
            var booked = sessions.Count(a => a.Phase == target.Phase && a.State.IsToCome());
            return new PhaseProgress(target.Phase, target.Sessions, delivered, booked, Math.Max(0, target.Sessions - delivered - booked));
        }).ToList();
        var deliveredDates = sessions.Where(a => a.IsDelivered).Select(a => (DateOnly?)a.LocalDate);
        var bookedDates = sessions.Where(a => a.State.IsToCome()).Select(a => (DateOnly?)a.LocalDate);
        return new CourseProgress
        {
            Target = targets.Sum(t => t.Sessions),
            Delivered = sessions.Count(a => a.IsDelivered),
            Booked = sessions.Count(a => a.State.IsToCome()),
            Owed = phases.Sum(p => p.Owed),
            Missed = sessions.Count(a => a.State is AppointmentState.NoShow or AppointmentState.SentHome),
            Undecided = sessions.Count(a => a.State == AppointmentState.Partial && a.PartialCounts is null),
            UnitsTaken = sessions.Count(a => a.State.TakesResources()),
            Unauthorized = sessions.Count(a => a.State.TakesResources() && a.Flags.Contains(UnitReasons.Tag)),
            LastDeliveredOn = deliveredDates.Max(),
            ProjectedEndsOn = deliveredDates.Concat(bookedDates).Max(),
            Phases = phases,
        };
    }
}

/// <summary>How far one phase is.</summary>
/// <param name="Phase">Its code.</param>
/// <param name="Target">Sessions to deliver.</param>
/// <param name="Delivered">Delivered.</param>
/// <param name="Booked">Live appointments to come.</param>
/// <param name="Owed">Neither delivered nor booked.</param>
public sealed record PhaseProgress(string Phase, int Target, int Delivered, int Booked, int Owed);
