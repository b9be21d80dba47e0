using Scheduling.Domain.Appointments;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Courses;

/// <summary>The order of a course's treatments: a course begins with the visit that determines the dose, and keeps the order of its phases.</summary>
public static class SessionOrder
{
    /// <summary>
    /// What putting sessions at places would spoil, or null: a course begins with the visit that determines the dose and goes on with one where that is owed
    /// anew (R10, R14, R23), and a session that came before those of a later phase still does (R11). What was out of order before is not the places' fault: a
    /// course that came from elsewhere in its middle began there.
    /// </summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="thresholdsFrom">The course's <see cref="Course.ThresholdsFrom"/>.</param>
    /// <param name="ofCourse">The course's appointments as they are, in any state.</param>
    /// <param name="places">The sessions that get a place, all of them at once.</param>
    public static SessionDisorder? Broken(
        ProtocolDefinition protocol, IReadOnlyList<DateOnly> thresholdsFrom, IReadOnlyCollection<Appointment> ofCourse, IReadOnlyCollection<SessionPlace> places)
    {
        var before = ofCourse.Where(a => a.CountsAsSession && a.State.TakesResources()).ToDictionary(a => a.Id);
        var changing = places.Select(p => p.Id).ToHashSet();
        List<Placed> sessions =
        [
            .. before.Values.Where(a => !changing.Contains(a.Id)).Select(a => new Placed(a.Kind, a.Phase, a.StartsAt, a.StartsAt, a.LocalDate, false, WasGiven(a))),
            .. places.Select(p => new Placed(p.Kind, p.Phase, before.GetValueOrDefault(p.Id)?.StartsAt, p.Start, p.On, true, false)),
        ];
        if (protocol.InitialKind != protocol.TreatmentKind && SpoilsBeginning(sessions, k => Determines(protocol, k), k => k == protocol.InitialKind))
        {
            return SessionDisorder.Beginning;
        }

        if (Redetermination.Unmet(protocol, thresholdsFrom, ofCourse).Any(d => SpoilsBeginning([.. sessions.Where(s => s.On >= d && !s.Given)], k => Determines(protocol, k), k => Determines(protocol, k))))
        {
            return SessionDisorder.Redetermination;
        }

        return KeepsPhases([.. protocol.Phases.Select(p => p.Name)], [.. sessions.Select(s => (s.Phase, s.Before, s.After))]) ? null : SessionDisorder.Phases;
    }

    // Neither comes another in front by these places, nor goes what was to be in front behind.
    private static bool SpoilsBeginning(List<Placed> sessions, Func<string, bool> begins, Func<string, bool> staysInFront) =>
        sessions.MinBy(s => s.After) is { } first && !begins(first.Kind)
        && ((first.Changes && !(first.Before is { } was && sessions.TrueForAll(s => s.Before is null || s.Before >= was))) || sessions.Exists(s => s.Changes && staysInFront(s.Kind)));

    private sealed record Placed(string Kind, string? Phase, DateTimeOffset? Before, DateTimeOffset After, DateOnly On, bool Changes, bool Given);

    /// <summary>Whether a visit of a kind determines the dose, and so may begin a course or go on with it after a hold or on another device. Where the initial kind is the treatment's own, nothing is determined by it.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="kind">Code of the kind.</param>
    public static bool Determines(ProtocolDefinition protocol, string kind) =>
        kind == protocol.RedeterminationKind || (kind == protocol.InitialKind && kind != protocol.TreatmentKind);

    /// <summary>
    /// Whether a treatment may be given: the first of a course determines the dose, so that nothing is given after a missed initial visit until another has been
    /// made; and so does the first after a hold for a gap or on another device (<see cref="Redetermination"/>). A course that came from elsewhere in its middle
    /// has treatments that were given.
    /// </summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="visit">The visit.</param>
    /// <param name="others">The course's other appointments, in any state.</param>
    /// <param name="thresholdsFrom">The course's <see cref="Course.ThresholdsFrom"/>.</param>
    public static bool MayBeGiven(ProtocolDefinition protocol, Appointment visit, IReadOnlyCollection<Appointment> others, IReadOnlyList<DateOnly> thresholdsFrom) =>
        !visit.CountsAsSession
        || Determines(protocol, visit.Kind)
        || ((protocol.InitialKind == protocol.TreatmentKind || others.Any(WasGiven)) && Redetermination.Owed(protocol, thresholdsFrom, others, visit.LocalDate) is null);

    /// <summary>Whether a session was given, whole or in part, whatever it counts as.</summary>
    internal static bool WasGiven(Appointment visit) => visit.CountsAsSession && visit.State is AppointmentState.Delivered or AppointmentState.Partial;

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
        bool Begins(Appointment a) => Determines(protocol, a.Kind);
        return protocol.InitialKind != protocol.TreatmentKind
            && !sessions.Any(WasGiven)
            && sessions.Any(a => Begins(a) && a.State.OwesSession() && a.State != AppointmentState.NeedsNewTime)
            && sessions.Where(a => a.State.IsToCome()).MinBy(a => a.StartsAt) is { } next && !Begins(next);
    }

    /// <summary>The phase whose session is owed next: the first in the course's order with one left; null when nothing is owed (R10, R11).</summary>
    public static string? NextOwedPhase(CourseProgress progress) => progress.Phases.FirstOrDefault(p => p.Owed > 0)?.Phase;
}
