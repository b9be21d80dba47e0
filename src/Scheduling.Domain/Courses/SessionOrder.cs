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
    /// What is still owed of a phase when a later one has been given comes behind that: sessions are the goal (R10).
    /// </summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="thresholdsFrom">The course's <see cref="Course.ThresholdsFrom"/>.</param>
    /// <param name="ofCourse">The course's appointments as they are, in any state.</param>
    /// <param name="places">The sessions that get a place, all of them at once.</param>
    public static SessionDisorder? Broken(
        ProtocolDefinition protocol, IReadOnlyList<DateOnly> thresholdsFrom, IReadOnlyCollection<Appointment> ofCourse, IReadOnlyCollection<SessionPlace> places)
    {
        var before = ofCourse.Where(a => a.CountsAsSession && a.State.TakesResources()).ToDictionary(a => a.Id);
        var phases = protocol.Phases.Select(p => p.Name).ToList();
        int Rank(string? phase) => phases.IndexOf(phase ?? "");
        var changing = places.Select(p => p.Id).ToHashSet();
        List<PlacedSession> sessions =
        [
            .. before.Values.Where(a => !changing.Contains(a.Id)).Select(a => PlacedSession.Staying(a.Kind, Rank(a.Phase), a.StartsAt, a.LocalDate, WasGiven(a))),
            .. places.Select(p => new PlacedSession(
                p.Kind, Rank(p.Phase), p.Start, p.On, before.TryGetValue(p.Id, out var was) ? new PlacedSession.Before(was.StartsAt, was.LocalDate, Rank(was.Phase)) : null, false)),
        ];
        return Broken(protocol, Redetermination.Unmet(protocol, thresholdsFrom, ofCourse), sessions);
    }

    /// <summary>The same of sessions whose places are known.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="owedFrom">The dates from which on a motor-threshold visit is owed.</param>
    /// <param name="sessions">The course's sessions that have a place, those that stay too.</param>
    internal static SessionDisorder? Broken(ProtocolDefinition protocol, IEnumerable<DateOnly> owedFrom, IReadOnlyList<PlacedSession> sessions) =>
        SpoilsFront(protocol, sessions, null) ? SessionDisorder.Beginning
        : owedFrom.Any(d => SpoilsFront(protocol, sessions, d)) ? SessionDisorder.Redetermination
        : KeepsPhases(sessions) ? null
        : SessionDisorder.Phases;

    // What is to be in front, of all sessions or of those from a date on, stays there; nothing comes in front of where they began; and what had no place gets none behind.
    private static bool SpoilsFront(ProtocolDefinition protocol, IReadOnlyList<PlacedSession> sessions, DateOnly? from)
    {
        if (from is null && protocol.InitialKind == protocol.TreatmentKind)
        {
            return false;
        }

        var (first, was) = (-1, -1);
        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            if (from is not null && session.Given)
            {
                continue;
            }

            first = !(session.On < from) && (first < 0 || session.After < sessions[first].After) ? i : first;
            was = session.Was is { } place && !(place.On < from) && (was < 0 || place.Start < sessions[was].Was!.Value.Start) ? i : was;
        }

        if (first < 0 || first == was)
        {
            return first >= 0 && !MayBeFirst(first) && HasNewBehind();
        }

        return !MayBeFirst(first) && (was < 0 || Determines(protocol, sessions[was].Kind) || sessions[first].After < sessions[was].Was!.Value.Start || HasNewBehind());

        bool MayBeFirst(int index) => from is null && was >= 0 && sessions[was].Kind == protocol.InitialKind ? sessions[index].Kind == protocol.InitialKind : Determines(protocol, sessions[index].Kind);

        bool HasNewBehind() => sessions.Any(s => s.Was is null && !(s.On < from) && (from is null ? s.Kind == protocol.InitialKind : Determines(protocol, s.Kind)));
    }

    // A session that came before those of a later phase still does (R11).
    private static bool KeepsPhases(IReadOnlyList<PlacedSession> sessions)
    {
        var (ordered, latest) = (true, -1);
        foreach (var session in sessions.Where(s => s.Rank >= 0).OrderBy(s => s.After))
        {
            ordered &= session.Rank >= latest;
            latest = session.Rank;
        }

        // What was out of order before is not the places' fault, and what was given stays: a session owed of a phase before can only come behind it.
        return ordered || sessions.All(early => early.Rank < 0 || sessions.All(late => early.Rank >= late.Rank || early.After <= late.After || late.Given
            || (early.Was is { } one && late.Was is { } other && one.Start > other.Start && one.Rank < other.Rank)));
    }

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
    /// <param name="visit">The appointment.</param>
    public static bool WasGiven(Appointment visit) => visit.CountsAsSession && visit.State is AppointmentState.Delivered or AppointmentState.Partial;

    /// <summary>
    /// Whether the visit that was to begin the course was missed, or has lost its place, and nothing takes its place: no treatment was given, and the next one to come is of a kind
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
            && sessions.Any(a => Begins(a) && a.State.OwesSession())
            && sessions.Where(a => a.State.IsToCome()).MinBy(a => a.StartsAt) is { } next && !Begins(next);
    }

    /// <summary>The phase whose session is owed next: the first in the course's order with one left; null when nothing is owed (R10, R11).</summary>
    public static string? NextOwedPhase(CourseProgress progress) => progress.Phases.FirstOrDefault(p => p.Owed > 0)?.Phase;
}
