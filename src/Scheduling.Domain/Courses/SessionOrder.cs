using Scheduling.Domain.Appointments;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Courses;

/// <summary>The order of a course's treatments: a course begins with the visit that determines the dose.</summary>
public static class SessionOrder
{
    /// <summary>Whether the course's first treatment is still its initial one with a visit of this kind at this start.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="kind">Kind of the visit.</param>
    /// <param name="start">Its start.</param>
    /// <param name="others">The course's other appointments, in any state.</param>
    public static bool BeginsWithInitial(ProtocolDefinition protocol, VisitKind kind, DateTimeOffset start, IEnumerable<Appointment> others)
    {
        if (!kind.CountsAsTreatment)
        {
            return true;
        }

        var first = others.Where(a => a.CountsAsSession && (a.IsDelivered || a.State.IsToCome()))
            .Select(a => (a.Kind, a.StartsAt, Own: false))
            .Append((Kind: kind.Code, StartsAt: start, Own: true))
            .OrderBy(a => a.StartsAt)
            .First();
        var begins = first.Kind == protocol.InitialKind || first.Kind == protocol.RedeterminationKind;
        // A course that came from elsewhere in its middle began there; only this visit must not spoil the order.
        return begins || (!first.Own && kind.Code != protocol.InitialKind);
    }

    /// <summary>
    /// Whether the visit that was to begin the course was missed and nothing takes its place: no treatment was given, and the next one to come is of a kind
    /// that does not determine the dose.
    /// </summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="appointments">The course's appointments, in any state.</param>
    public static bool InitialMissed(ProtocolDefinition protocol, IEnumerable<Appointment> appointments)
    {
        var sessions = appointments.Where(a => a.CountsAsSession).ToList();
        bool Begins(Appointment a) => a.Kind == protocol.InitialKind || a.Kind == protocol.RedeterminationKind;
        return protocol.InitialKind != protocol.TreatmentKind
            && sessions.All(a => a.State is not (AppointmentState.Delivered or AppointmentState.Partial))
            && sessions.Any(a => Begins(a) && a.State.OwesSession() && a.State != AppointmentState.NeedsNewTime)
            && sessions.Where(a => a.State.IsToCome()).MinBy(a => a.StartsAt) is { } next && !Begins(next);
    }

    /// <summary>The phase whose session is owed next: the first in the course's order with one left; null when nothing is owed (R10, R11).</summary>
    public static string? NextOwedPhase(CourseProgress progress) => progress.Phases.FirstOrDefault(p => p.Owed > 0)?.Phase;
}
