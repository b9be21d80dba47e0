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
    /// Whether a treatment may be given: the first of a course determines the dose, so that nothing is given after a missed initial visit until another has been
    /// made. A course that came from elsewhere in its middle has treatments that were given.
    /// </summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="visit">The visit.</param>
    /// <param name="others">The course's other appointments, in any state.</param>
    public static bool MayBeGiven(ProtocolDefinition protocol, Appointment visit, IEnumerable<Appointment> others) => !visit.CountsAsSession
        || protocol.InitialKind == protocol.TreatmentKind
        || visit.Kind == protocol.InitialKind
        || visit.Kind == protocol.RedeterminationKind
        || others.Any(a => a.CountsAsSession && a.State is AppointmentState.Delivered or AppointmentState.Partial);

    /// <summary>
    /// Whether moves leave the phases in their order: a session that came before those of a later phase still does (R11). What was out of order before is not
    /// the move's fault.
    /// </summary>
    /// <param name="phases">The phases in their order.</param>
    /// <param name="sessions">Phase, start before and start after of the course's sessions, those that stay too; a null start before for one without a place.</param>
    public static bool KeepsPhases(IReadOnlyList<string> phases, IReadOnlyCollection<(string? Phase, DateTimeOffset? Before, DateTimeOffset After)> sessions)
    {
        var known = sessions.Select(s => (Rank: phases.ToList().IndexOf(s.Phase ?? ""), s.Before, s.After)).Where(s => s.Rank >= 0).ToList();
        return known.All(early => known.All(late => early.Rank >= late.Rank || early.After <= late.After
            || (early.Before == early.After && late.Before == late.After)
            || early.Before > late.Before));
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
