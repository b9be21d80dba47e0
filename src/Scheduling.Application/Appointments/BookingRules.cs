using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Screenings;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>The rules that a booking is asked under its locks, with what was read behind them.</summary>
internal static class BookingRules
{
    /// <summary>Refuses where the course can't be booked (R8).</summary>
    /// <exception cref="SchedulingException">wrong_state, rule_broken.</exception>
    public static void RequireBookable(BookingTerms terms, LockedBook book)
    {
        if (terms.Course is not { } course)
        {
            return;
        }

        if (!course.IsBookable)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(course.State)}; booking is possible from awaiting_authorization, ready and active, and for a self-pay draft.");
        }

        // A draft opens by its first booking, so R8 is asked as of an open course, under the patient's lock.
        if (course.State == CourseState.Draft && !course.BesideAnother && book.OtherOpenCourse)
        {
            throw SchedulingException.Broken("R8", "The patient has an open course of this modality; a second needs a prescriber's order of kind second_course.");
        }
    }

    /// <summary>Refuses to put visits of a course on hold at another time: they stay as they are until it is resumed (R14, R16).</summary>
    /// <exception cref="SchedulingException">wrong_state.</exception>
    public static void RequireNotHeld(BookingTerms terms)
    {
        if (terms.Course is { State: CourseState.OnHold } course)
        {
            throw Held(course);
        }
    }

    /// <summary>The refusal of a course that is on hold.</summary>
    public static SchedulingException Held(Course course) =>
        new(ProblemCodes.WrongState, "The course is on hold: its visits stay as they are, and none is given, until it is resumed; they may be cancelled.")
        {
            Rule = course.HoldCause switch { HoldCause.Gap => "R14", HoldCause.AuthorizationEnded => "R22", _ => "R16" },
        };

    /// <summary>Refuses what is done for a course that is on hold or has ended (R14, R16, R22). What was done before is a fact.</summary>
    /// <exception cref="SchedulingException">wrong_state.</exception>
    public static void RequireRuns(Course course, DateTimeOffset moment)
    {
        if (course.IsEndedAt(moment))
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(course.State)}: what was given before that is entered with its time, nothing is given or brought back after.") { Rule = "R12" };
        }

        if (course.IsHeldAt(moment))
        {
            throw Held(course);
        }
    }

    /// <summary>Refuses a treatment that is given while its course is on hold or has ended, or that waits for another: the first of a course determines the dose (R10), and so does the first after a gap or on another device (R14, R23). One that has begun is a fact.</summary>
    /// <param name="terms">The visit's course and protocol.</param>
    /// <param name="visit">The visit in its new state.</param>
    /// <param name="before">Its state before.</param>
    /// <param name="book">What was read under the locks.</param>
    /// <exception cref="SchedulingException">wrong_state.</exception>
    public static void RequireMayBeGiven(BookingTerms terms, Appointment visit, AppointmentState before, LockedBook book)
    {
        if (before == AppointmentState.InProgress || visit.State == AppointmentState.CheckedIn || !TreatmentGates.EntersTreatment(before, visit.State)
            || terms is not { Course: { } course, Protocol.Definition: { } protocol })
        {
            return;
        }

        if (visit.CountsAsSession || visit.DeviceId is not null)
        {
            RequireRuns(course, TreatmentGates.MomentOf(visit));
        }

        List<Appointment> others = [.. book.OfCourse.Where(a => a.Id != visit.Id)];
        if (SessionOrder.MayBeGiven(protocol, visit, others, course.ThresholdsFrom))
        {
            return;
        }

        throw Redetermination.Owed(protocol, course.ThresholdsFrom, others, visit.LocalDate) is { } from
            ? new SchedulingException(ProblemCodes.WrongState, $"Since {from:yyyy-MM-dd} the course goes on with a visit of kind {protocol.RedeterminationKind} only, which its make-ups make of the next visit.")
            {
                Rule = from == course.DeviceModelFrom ? "R23" : "R14",
            }
            : new SchedulingException(ProblemCodes.WrongState, $"No treatment of the course has been given: it begins with a visit of kind {protocol.InitialKind}, which its make-ups make of the next visit.") { Rule = "R10" };
    }

    /// <summary>Refuses more sessions than are owed (R10). Two callers can't both book the last one: the course is locked.</summary>
    /// <exception cref="SchedulingException">wrong_state.</exception>
    public static void RequireOwed(BookingTerms terms, IReadOnlyList<VisitToBook> visits, LockedBook book)
    {
        if (terms.Course is not { } course || visits.All(v => v.Phase is null))
        {
            return;
        }

        var ids = visits.Select(v => v.AppointmentId).ToHashSet();
        var progress = CourseProgress.Of(course.Targets, [.. book.OfCourse.Where(a => !ids.Contains(a.Id))]);
        foreach (var phase in visits.Where(v => v.Phase is not null && v.Kind.CountsAsTreatment).GroupBy(v => v.Phase))
        {
            var owed = progress.Phases.FirstOrDefault(p => p.Phase == phase.Key)?.Owed ?? 0;
            if (phase.Count() > owed)
            {
                throw new SchedulingException(ProblemCodes.WrongState, $"Of phase {phase.Key} {owed} sessions are owed: the others are delivered or booked.") { Rule = "R10" };
            }
        }
    }

    /// <summary>Refuses places that would spoil the order of the course's sessions (R10, R11, R14, R23).</summary>
    /// <exception cref="SchedulingException">unprocessable, rule_broken.</exception>
    public static void RequireOrder(BookingTerms terms, IReadOnlyList<VisitToBook> visits, LockedBook book)
    {
        if (!terms.KeepsOrder || terms is not { Course: { } course, Protocol.Definition: { } protocol })
        {
            return;
        }

        List<SessionPlace> places = [.. visits.Where(v => v.Phase is not null && v.Kind.CountsAsTreatment)
            .Select(v => new SessionPlace(v.AppointmentId, v.Kind.Code, v.Phase, v.Start, book.Sites[v.SiteId].Facts.Site.Clock.DateOf(v.Start)))];
        switch (places.Count == 0 ? null : SessionOrder.Broken(protocol, course.ThresholdsFrom, book.OfCourse, places))
        {
            case SessionDisorder.Beginning:
                throw new SchedulingException(ProblemCodes.Unprocessable, $"The course's first treatment is of kind {protocol.InitialKind}.");
            case SessionDisorder.Redetermination:
                throw SchedulingException.Broken(
                    course.DeviceModelFrom is { } from && course.ThresholdsFrom.Contains(from) ? "R23" : "R14",
                    $"The course goes on with a visit of kind {protocol.RedeterminationKind}; nothing else comes before it.");
            case SessionDisorder.Phases:
                throw SchedulingException.Broken("R11", "A session would come after one of a later phase, which begins once the phase before it has been delivered: move the later ones too, or have it made up for.");
            default:
                return;
        }
    }

    /// <summary>The visits with the lanes they would take, and every rule that one of them breaks.</summary>
    public static (IReadOnlyList<CheckedVisit> Visits, IReadOnlyList<BrokenRule> Broken) Find(BookingTerms terms, IReadOnlyList<VisitToBook> visits, LockedBook read)
    {
        List<CheckedVisit> checkedVisits = [];
        List<BrokenRule> broken = [];
        Dictionary<Guid, SiteClock> clocks = [];
        var ids = visits.Select(v => v.AppointmentId).ToHashSet();
        var others = OtherTreatments(terms, read.OfCourse, ids);
        foreach (var ofSite in visits.GroupBy(v => v.SiteId))
        {
            var (site, facts) = read.Sites[ofSite.Key];
            var clock = clocks[site.Id] = facts.Site.Clock;
            // Visits that move have given their places up, one for the other.
            var clinic = facts.Without([.. ids, .. terms.Leaving]);
            var patient = FactsReader.FactsOf(terms.Patient, clock, read.PatientTaken).Without(ids);
            var book = new LaneBook(clinic, patient, ids.Concat(terms.Holds.Select(h => h.Id)).ToHashSet());
            foreach (var visit in ofSite.OrderBy(v => v.Start))
            {
                var violations = VisitCheck.Check(clinic, patient, ToCheck(visit, terms), ContextOf(visit, terms, others));
                broken.AddRange(violations.Where(v => !Waived(v, visit, terms)).Select(v => new BrokenRule(visit, v)));
                var lanes = book.Take(visit, terms.Patient.Id, out var inTheWay);
                broken.AddRange(inTheWay.Where(v => !violations.Any(x => x.Resource == v.Resource && x.Rule is Rule.R1 or Rule.R2)).Select(v => new BrokenRule(visit, v)));
                var unauthorized = Unauthorized(visit, terms.Course?.Coverage, clock, others.Count);
                if (unauthorized is not null && terms.RefuseOutsideAuthorization)
                {
                    broken.Add(new BrokenRule(visit, new RuleViolation(Rule.R19, unauthorized, null, null)));
                }

                checkedVisits.Add(new CheckedVisit(visit, site, clock, lanes, unauthorized is not null));
                if (visit.Phase is { } phase && terms.Protocol?.Definition.Phase(phase) is { } definition)
                {
                    others.Add((visit.AppointmentId, new CourseTreatment(clock.DateOf(visit.Start), visit.Start, visit.Kind, definition)));
                }
            }
        }

        return (checkedVisits, [.. broken.Select(b => b.Violation.Interval is { } interval ? b with { Violation = b.Violation with { Interval = clocks[b.Visit.SiteId].ToLocal(interval) } } : b)]);
    }

    // R19: why a session has no unit, or null. One unit a session; those of the course's other sessions are used or reserved.
    private static string? Unauthorized(VisitToBook visit, Coverage? coverage, SiteClock clock, int otherSessions)
    {
        // Where there is a ledger, that gives out the units once all visits are known.
        if (coverage is null or { Authorized: not null } || visit.Phase is null || !visit.Kind.CountsAsTreatment)
        {
            return null;
        }

        var date = clock.DateOf(visit.Start);
        return date < coverage.WindowFrom || date > coverage.WindowUntil ? ViolationReasons.OutsideAuthorization
            : otherSessions >= coverage.Units ? ViolationReasons.NoUnitLeft
            : null;
    }

    /// <summary>The course's other treatments that are delivered or to come.</summary>
    public static List<(Guid Id, CourseTreatment Treatment)> OtherTreatments(BookingTerms terms, IReadOnlyList<Appointment> ofCourse, HashSet<Guid> moving) => terms.Protocol is not { } protocol
        ? []
        : [.. ofCourse
            .Where(a => a.CountsAsSession && a.State.TakesResources() && !moving.Contains(a.Id))
            .Where(a => a.Phase is not null && protocol.Definition.Phase(a.Phase) is not null && protocol.Definition.Kind(a.Kind) is not null)
            .Select(a => (a.Id, new CourseTreatment(a.LocalDate, a.StartsAt, protocol.Definition.Kind(a.Kind)!, protocol.Definition.Phase(a.Phase!)!) { Given = SessionOrder.WasGiven(a) }))];

    /// <summary>A visit as the rules are asked about it: the course's own holds don't stand in its way.</summary>
    public static VisitToCheck ToCheck(VisitToBook visit, BookingTerms terms) => new()
    {
        OwnerId = visit.AppointmentId,
        IgnoredOwnerIds = [.. terms.Holds.Select(h => h.Id)],
        Kind = visit.Kind,
        Start = visit.Start,
        Staff = visit.Staff,
        DeviceId = visit.DeviceId,
        RoomId = visit.RoomId,
    };

    /// <summary>What the rules need to know about a visit: protocol, coverage, and the course's other treatments.</summary>
    public static VisitContext ContextOf(VisitToBook visit, BookingTerms terms, IEnumerable<(Guid Id, CourseTreatment Treatment)> others)
    {
        var basis = terms.Protocol is { } protocol ? VisitContext.For(protocol.Definition) : new VisitContext();
        var treats = visit.Phase is not null;
        // Mapping, too, is done with the coil.
        var usesDevice = treats || visit.Kind.Segments.Any(s => s.Kind == SegmentKind.Device);
        return basis with
        {
            Indication = terms.Course?.Indication ?? basis.Indication,
            OffLabelOrder = terms.Course?.Orders.Any(o => o.Kind == OrderKinds.OffLabel) ?? false,
            ModelId = usesDevice ? terms.Course?.ModelOn(DateOnly.FromDateTime(visit.Start.DateTime)) : null,
            Supervision = treats ? CourseTerms.Supervision(terms.Course?.Coverage) : SupervisionRule.None,
            CheckPatientWindows = terms.CheckPatientWindows && !terms.Kept.ContainsKey(visit.AppointmentId),
            Phase = visit.Phase is { } phase ? terms.Protocol?.Definition.Phase(phase) : null,
            CatchUp = CatchUpRule.Of(terms.Course),
            CadenceLimits = CadenceLimit.Of(terms.Course),
            Others = [.. others.Select(o => o.Treatment)],
            Coverage = CourseTerms.Caps(terms.Course?.Coverage),
        };
    }

    // A visit whose place stays is only asked whether its course still holds; one whose time stays keeps what was waived about it.
    private static bool Waived(RuleViolation violation, VisitToBook visit, BookingTerms terms) => terms.WaivedRules.Contains(violation.Rule)
        || (terms.Kept.TryGetValue(visit.AppointmentId, out var kept)
            && ((kept.Place && violation.Rule != Rule.R6) || (violation.Rule is Rule.R5 or Rule.R6 && kept.Override?.Rules.Contains(violation.Rule.ToString()) == true)));
}

/// <summary>A visit that passed the rules, with the lanes it will take.</summary>
internal sealed record CheckedVisit(VisitToBook Visit, Site Site, SiteClock Clock, IReadOnlyList<LaneInterval> Lanes, bool Unauthorized);

/// <summary>A rule that a visit breaks.</summary>
public sealed record BrokenRule(VisitToBook Visit, RuleViolation Violation);
