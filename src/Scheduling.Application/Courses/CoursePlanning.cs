using System.Text.Json;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace Scheduling.Application.Courses;

/// <summary>Plans what is owed of a course into the load as it stands, and keeps the answer. Takes no lock: the booking checks again.</summary>
public sealed class CoursePlanning(SchedulingDbContext db, ClinicContext context, CourseDossiers dossiers, FactsReader facts, ConflictNames names, AuditLog audit, EventLog events)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The planner's answer.</summary>
    /// <exception cref="SchedulingException">Nothing is owed; the course can't be booked; a site is unknown; it does not fit (R7, naming every shortfall).</exception>
    public async Task<CoursePlan> PlanAsync(Course course, PlanQuestion question, CancellationToken cancellationToken)
    {
        return await PlanAsync(await RequestAsync(course, question, cancellationToken), cancellationToken);
    }

    /// <summary>The planner's answer to a question that has been read already.</summary>
    /// <exception cref="SchedulingException">It does not fit (R7, naming every shortfall).</exception>
    public async Task<CoursePlan> PlanAsync(CoursePlanRequest request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var plan = CoursePlanner.Plan(request);
        PlanningMeter.Planned(Stopwatch.GetElapsedTime(started));
        if (plan.Options.Count == 0)
        {
            throw await DoesNotFitAsync(plan.Shortfalls, cancellationToken);
        }

        return plan;
    }

    /// <summary>Plans everything that is owed, leg by leg where the course's home or model changes on the way: what has no place before that comes after it.</summary>
    /// <exception cref="SchedulingException">Nothing is owed; the course can't be booked; it does not fit (R7).</exception>
    internal async Task<IReadOnlyList<PlanOption>> PlanLegsAsync(Course course, PlanQuestion question, IReadOnlyCollection<Guid> replaced, CancellationToken cancellationToken)
    {
        List<PlanOption> legs = [];
        while (true)
        {
            var request = Behind(legs, await RequestAsync(course, question, replaced, cancellationToken));
            var last = course.SameUntil(request.StartOnOrAfter);
            var plan = last is null ? await PlanAsync(request, cancellationToken) : CoursePlanner.Plan(request with { MaxShortfalls = int.MaxValue });
            legs.AddRange(plan.Options.Take(1));
            if (last is null || (plan.Options is [var leg, ..] && leg.Sessions.Count(s => s.Phase is not null) == request.Remaining.Sum(r => r.Sessions)))
            {
                return legs;
            }

            question = question with { StartOnOrAfter = last.Value.AddDays(1) };
        }
    }

    private static CoursePlanRequest Behind(IReadOnlyList<PlanOption> legs, CoursePlanRequest request)
    {
        List<PlannedVisit> before = [.. legs.SelectMany(l => l.Sessions).Where(s => s.Phase is not null)];
        return before.Count == 0 ? request : request with
        {
            Remaining = [.. request.Remaining.Select(r => r with { Sessions = r.Sessions - before.Count(s => s.Phase == r.Phase) })],
            FirstSessionNumber = request.FirstSessionNumber + before.Count,
            PlacePrerequisite = false,
            Kept = [.. request.Kept, .. before.Select(s => Kept(s, request))],
        };
    }

    private static KeptTreatment Kept(PlannedVisit session, CoursePlanRequest request)
    {
        var kind = request.Protocol.Kind(session.Kind)!;
        var booked = VisitToBook.Of(session, kind, Guid.Empty, Guid.Empty);
        var person = request.Protocol.OperatorRole is { } role && booked.Staff.TryGetValue(role, out var id) ? id : null as Guid?;
        return new KeptTreatment(
            session.LocalDate, new Domain.Time.TimeRange(session.Start.AddMinutes(kind.StimulationFrom()), session.Start.AddMinutes(kind.StimulationUntil())), person, booked.DeviceId);
    }

    /// <summary>Keeps the answer whole and unchangeable for 24 hours; it is written with whatever else the transaction saves.</summary>
    public StoredPlan Keep(Course course, PlanQuestion question, CoursePlan plan)
    {
        var stored = new StoredPlan
        {
            ClinicId = context.ClinicId,
            Id = Guid.CreateVersion7(context.Now),
            CourseId = course.Id,
            Request = JsonSerializer.Serialize(question, StoredJson.Options),
            Options = JsonSerializer.Serialize(plan.Options, StoredJson.Options),
            CreatedAt = context.Now,
            ExpiresAt = context.Now + Lifetime,
        };
        db.Plans.Add(stored);
        audit.Write("plan", "course", course.Id);
        events.Append("course.planned", "course", course.Id, course.SiteId, new { planId = stored.Id });
        return stored;
    }

    /// <summary>The options of a stored plan, as they were shown.</summary>
    public static IReadOnlyList<PlanOption> OptionsOf(StoredPlan plan) => JsonSerializer.Deserialize<List<PlanOption>>(plan.Options, StoredJson.Options)!;

    /// <summary>The question of a stored plan.</summary>
    public static PlanQuestion QuestionOf(StoredPlan plan) => JsonSerializer.Deserialize<PlanQuestion>(plan.Request, StoredJson.Options)!;

    /// <summary>What the planner is asked: the course as it stands, and everything in its way.</summary>
    /// <exception cref="SchedulingException">Nothing is owed; the course can't be booked; a site is unknown.</exception>
    public Task<CoursePlanRequest> RequestAsync(Course course, PlanQuestion question, CancellationToken cancellationToken) => RequestAsync(course, question, [], cancellationToken);

    /// <summary>The same as if some of the course's booked visits were not there: their sessions are placed anew, and their places are free.</summary>
    /// <param name="course">The course.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="replaced">The visits.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">Nothing is owed; the course can't be booked; a site is unknown.</exception>
    public async Task<CoursePlanRequest> RequestAsync(Course course, PlanQuestion question, IReadOnlyCollection<Guid> replaced, CancellationToken cancellationToken)
    {
        (var dossier, var progress, var until, question) = await OwedAsync(course, question, replaced, cancellationToken);
        // A caller who asks again while holding an option must not be kept from its places by their own hold.
        var own = dossier.Holds.Select(h => h.Id).ToList();
        var (clinics, taken) = await ReadAsync(course, question, until, own, replaced.Count > 0, cancellationToken);
        // What the payer's policy would refuse when it is booked is not planned (R19, R20).
        var approved = Enforces(dossier, question) ? ProviderApproval.Rendering(dossier.Authorizations) : null;
        return Compose(
            dossier, progress, question, until, [.. clinics.Select(c => ProviderApproval.Only(c.Without(replaced), approved))], [.. taken.Where(t => !replaced.Contains(t.OwnerId))]);
    }

    /// <summary>The same at one site whose facts are read, as for other courses of a waiting list: holds count as taken, the course's own too.</summary>
    /// <param name="course">The course.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="site">The site's facts, for dates that include the first and last asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">Nothing is owed; the course can't be booked.</exception>
    public async Task<CoursePlanRequest> RequestAsync(Course course, PlanQuestion question, ClinicFacts site, CancellationToken cancellationToken)
    {
        (var dossier, var progress, var until, question) = await OwedAsync(course, question, [], cancellationToken);
        var trip = new RoundTrip(db);
        var taken = facts.AskPatient(trip, course.PatientId, question.StartOnOrAfter, until, []);
        await trip.SendAsync(cancellationToken);
        return Compose(dossier, progress, question, until, [site], taken.Value);
    }

    /// <summary>The last local date that a question looks at.</summary>
    /// <exception cref="SchedulingException">Nothing is owed; the course can't be booked.</exception>
    public async Task<DateOnly> HorizonAsync(Course course, PlanQuestion question, CancellationToken cancellationToken) => (await OwedAsync(course, question, [], cancellationToken)).Until;

    // A session is planned no earlier than the motor threshold that it would have to wait for.
    private async Task<(CourseDossier Dossier, CourseProgress Progress, DateOnly Until, PlanQuestion Question)> OwedAsync(
        Course course, PlanQuestion question, IReadOnlyCollection<Guid> replaced, CancellationToken cancellationToken)
    {
        if (!course.IsBookable)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(course.State)}; planning is possible from awaiting_authorization, ready and active, and for a self-pay draft.");
        }

        var dossier = await dossiers.OfAsync(course.Id, cancellationToken);
        dossier = replaced.Count == 0 ? dossier : dossier with { Appointments = [.. dossier.Appointments.Where(a => !replaced.Contains(a.Id))] };
        var progress = CourseProgress.Of(course.Targets, dossier.Appointments);
        question = ToPlan(dossier) is { } anew && anew > question.StartOnOrAfter ? question with { StartOnOrAfter = anew } : question;
        return progress.Owed == 0
            ? throw new SchedulingException(ProblemCodes.WrongState, "Every session of the course is delivered or booked; nothing is owed.")
            : (dossier, progress, Until(course, question, question.EndOnOrBefore ?? CourseTerms.Horizon(dossier.Protocol.Definition, progress, question.StartOnOrAfter, CadenceLimit.Of(course))), question);
    }

    // A plan is for one site and one model: where the home or the model is to change, it ends before that.
    private static DateOnly Until(Course course, PlanQuestion question, DateOnly until) =>
        question.SiteIds is null && course.SameUntil(question.StartOnOrAfter) is { } last && last < until ? last : until;

    private DateOnly? ToPlan(CourseDossier dossier) => Redetermination.ToPlan(dossier.Protocol.Definition, dossier.Course.ThresholdsFrom, dossier.Appointments, context.Now);

    private static bool Enforces(CourseDossier dossier, PlanQuestion question) =>
        CourseTerms.Enforces(dossier.Course.Coverage, dossier.Payer?.WhenPlanning ?? PolicyLevel.Warn, question.AllowOutsideAuthorization);

    private CoursePlanRequest Compose(
        CourseDossier dossier, CourseProgress progress, PlanQuestion question, DateOnly until, IReadOnlyList<ClinicFacts> clinics, IReadOnlyList<Occupation> taken)
    {
        var (course, protocol, appointments) = (dossier.Course, dossier.Protocol.Definition, dossier.Appointments);
        var patient = FactsReader.FactsOf(dossier.Patient, clinics[0].Site.Clock, taken);
        var prerequisite = protocol.Prerequisite is { } wanted
            ? appointments.Where(a => a.Kind == wanted.Kind && a.State.TakesResources()).MaxBy(a => a.StartsAt)
            : null;
        // One delivered in part keeps its day whether it counts or not.
        var kept = appointments.Where(a => a.CountsAsSession && a.State.TakesResources()).ToList();
        return new CoursePlanRequest
        {
            Protocol = protocol with { Indication = course.Indication },
            Remaining = [.. progress.Phases.Where(p => p.Owed > 0).Select(p => new PhaseSessions(p.Phase, p.Owed))],
            FirstKind = ToPlan(dossier) is null ? null : protocol.RedeterminationKind,
            FirstSessionNumber = kept.Count(a => a.IsDelivered || a.State.IsToCome()) + 1,
            Kept = [.. kept.Where(a => protocol.Kind(a.Kind) is not null).Select(a => Kept(a, protocol))],
            PlacePrerequisite = prerequisite is null,
            PrerequisiteOn = prerequisite?.LocalDate,
            ModelId = course.ModelOn(question.StartOnOrAfter),
            Patient = question.Windows is { } windows ? patient with { Windows = windows } : patient,
            Sites = clinics,
            StartOnOrAfter = question.StartOnOrAfter,
            HorizonEnd = until,
            NotBefore = context.Now,
            PreferredTime = question.PreferredTime ?? course.PreferredTime,
            Weekdays = question.Weekdays,
            KeepStaff = question.KeepStaff,
            MaxShortfalls = question.MaxShortfalls,
            Alternatives = question.Alternatives,
            OffLabelOrder = course.Orders.Any(o => o.Kind == OrderKinds.OffLabel),
            CadenceLimits = CadenceLimit.Of(course),
            Supervision = CourseTerms.Supervision(course.Coverage),
            Coverage = CourseTerms.Limits(
                course.Coverage,
                progress,
                Enforces(dossier, question),
                dossier.Payer?.CapOf(protocol.Code),
                UnitWindows.Left(
                    new UnitBook { Authorizations = dossier.Authorizations, Lines = dossier.Lines, Claims = [], Clock = clinics[0].Site.Clock, Insured = course.Coverage is { HasLedger: true } },
                    appointments,
                    protocol,
                    withInitial: kept.Count == 0)),
            Priority = course.Priority,
        };
    }

    // The home site first, so that ties stay at home.
    private async Task<(IReadOnlyList<ClinicFacts> Sites, IReadOnlyList<Occupation> Patient)> ReadAsync(
        Course course, PlanQuestion question, DateOnly until, IReadOnlyCollection<Guid> own, bool withOwners, CancellationToken cancellationToken)
    {
        var asked = question.SiteIds ?? [course.SiteOn(question.StartOnOrAfter)];
        var trip = new RoundTrip(db);
        var patient = facts.AskPatient(trip, course.PatientId, question.StartOnOrAfter, until, own);
        var sites = asked.Distinct().ToDictionary(
            id => id,
            id => facts.AskSite(trip, new SiteQuestion(id, question.StartOnOrAfter, until) { WithoutHolds = own, WithOwners = withOwners }));
        await trip.SendAsync(cancellationToken);
        for (var i = 0; i < asked.Count; i++)
        {
            if (sites[asked[i]].Value is not { Site.RetiredAt: null })
            {
                throw new SchedulingException(ProblemCodes.UnknownReference, "An id in the body is unknown: see errors.") { Errors = [new($"/siteIds/{i}", "Unknown.")] };
            }
        }

        return ([.. sites.OrderBy(s => s.Key == course.SiteOn(question.StartOnOrAfter) ? 0 : 1).ThenBy(s => s.Key).Select(s => s.Value.Value!.Facts)], patient.Value);
    }

    private static KeptTreatment Kept(Appointment appointment, ProtocolDefinition protocol)
    {
        var kind = protocol.Kind(appointment.Kind)!;
        var stimulation = new Domain.Time.TimeRange(appointment.StartsAt.AddMinutes(kind.StimulationFrom()), appointment.StartsAt.AddMinutes(kind.StimulationUntil()));
        var person = appointment.Staff.FirstOrDefault(s => s.Role == protocol.OperatorRole)?.StaffId;
        return new KeptTreatment(appointment.LocalDate, stimulation, person, appointment.DeviceId);
    }

    private async Task<SchedulingException> DoesNotFitAsync(IReadOnlyList<SessionShortfall> shortfalls, CancellationToken cancellationToken)
    {
        var known = await names.ReadAsync(shortfalls.Select(s => s.BlockedBy.Resource), cancellationToken);
        return new SchedulingException(ProblemCodes.CourseDoesNotFit)
        {
            Rule = "R7",
            Extensions = new Dictionary<string, object?> { ["shortfalls"] = shortfalls.Select(s => Shortfall.Of(s, known)).ToList() },
        };
    }
}
