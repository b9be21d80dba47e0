using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>Plans what is owed of a course into the load as it stands, and keeps the answer. Takes no lock: the booking checks again.</summary>
public sealed class CoursePlanning(SchedulingDbContext db, ClinicContext context, FactsReader facts, ConflictNames names, AuditLog audit, EventLog events)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The planner's answer.</summary>
    /// <exception cref="SchedulingException">Nothing is owed; the course can't be booked; a site is unknown; it does not fit (R7, naming every shortfall).</exception>
    public async Task<CoursePlan> PlanAsync(Course course, PlanQuestion question, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(course, question, cancellationToken);
        var plan = CoursePlanner.Plan(request);
        if (plan.Options.Count == 0)
        {
            throw await DoesNotFitAsync(plan.Shortfalls, cancellationToken);
        }

        return plan;
    }

    /// <summary>Keeps the answer whole and unchangeable for 24 hours.</summary>
    public async Task<StoredPlan> KeepAsync(Course course, PlanQuestion question, CoursePlan plan, CancellationToken cancellationToken)
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
        await db.SaveChangesAsync(cancellationToken);
        return stored;
    }

    /// <summary>The options of a stored plan, as they were shown.</summary>
    public static IReadOnlyList<PlanOption> OptionsOf(StoredPlan plan) => JsonSerializer.Deserialize<List<PlanOption>>(plan.Options, StoredJson.Options)!;

    /// <summary>The question of a stored plan.</summary>
    public static PlanQuestion QuestionOf(StoredPlan plan) => JsonSerializer.Deserialize<PlanQuestion>(plan.Request, StoredJson.Options)!;

    /// <summary>Every resource that could serve the course: what an inline booking locks before its last try.</summary>
    public async Task<IReadOnlySet<Guid>> CandidatesAsync(Course course, PlanQuestion question, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(course, question, cancellationToken);
        return request.Sites
            .SelectMany(s => s.Staff.Select(x => x.Id).Concat(s.Devices.Select(x => x.Id)).Concat(s.Rooms.Select(x => x.Id)))
            .Append(course.PatientId)
            .ToHashSet();
    }

    /// <summary>What the planner is asked: the course as it stands, and everything in its way.</summary>
    /// <exception cref="SchedulingException">Nothing is owed; the course can't be booked; a site is unknown.</exception>
    public async Task<CoursePlanRequest> RequestAsync(Course course, PlanQuestion question, CancellationToken cancellationToken)
    {
        if (!course.IsBookable)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(course.State)}; planning is possible from awaiting_authorization, ready and active, and for a self-pay draft.");
        }

        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == course.PatientId, cancellationToken);
        var protocol = (await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken)).Definition;
        var appointments = await db.Appointments.AsNoTracking().Include(a => a.Staff).Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
        var progress = CourseProgress.Of(course.Targets, appointments);
        if (progress.Owed == 0)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "Every session of the course is delivered or booked; nothing is owed.");
        }

        var sites = await SitesAsync(course, question, cancellationToken);
        var until = question.EndOnOrBefore ?? CourseTerms.Horizon(protocol, progress, question.StartOnOrAfter);
        // A caller who asks again while holding an option must not be kept from its places by their own hold.
        var own = (await PlannedVisits.OwnHolds(db, course, context.Now).Select(h => h.Id).ToListAsync(cancellationToken)).ToHashSet();
        List<ClinicFacts> clinics = [];
        foreach (var site in sites)
        {
            clinics.Add((await facts.ReadSiteAsync(site, question.StartOnOrAfter, until, null, cancellationToken)).Without(own));
        }

        var clock = clinics[0].Site.Clock;
        var prerequisite = protocol.Prerequisite is { } wanted
            ? appointments.Where(a => a.Kind == wanted.Kind && a.State.TakesResources()).MaxBy(a => a.StartsAt)
            : null;
        var kept = appointments.Where(a => a.CountsAsSession && (a.State == AppointmentState.Delivered || a.State.IsToCome())).ToList();
        return new CoursePlanRequest
        {
            Protocol = protocol with { Indication = course.Indication },
            Remaining = [.. progress.Phases.Where(p => p.Owed > 0).Select(p => new PhaseSessions(p.Phase, p.Owed))],
            FirstSessionNumber = kept.Count + 1,
            Kept = [.. kept.Where(a => protocol.Kind(a.Kind) is not null).Select(a => Kept(a, protocol))],
            PlacePrerequisite = prerequisite is null,
            PrerequisiteOn = prerequisite?.LocalDate,
            ModelId = course.DeviceModelId,
            Patient = (await PatientAsync(patient, question, clock, until, cancellationToken)).Without(own),
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
            Supervision = CourseTerms.Supervision(course.Coverage),
            Coverage = CourseTerms.Limits(course.Coverage, progress, enforce: !question.AllowOutsideAuthorization),
            Priority = course.Priority,
        };
    }

    private async Task<PatientFacts> PatientAsync(Patient patient, PlanQuestion question, Domain.Time.SiteClock clock, DateOnly until, CancellationToken cancellationToken)
    {
        var read = await facts.ReadPatientAsync(patient, clock, question.StartOnOrAfter, until, cancellationToken);
        return question.Windows is { } windows ? read with { Windows = windows } : read;
    }

    private async Task<IReadOnlyList<Guid>> SitesAsync(Course course, PlanQuestion question, CancellationToken cancellationToken)
    {
        var asked = question.SiteIds ?? [course.SiteId];
        var known = await db.Sites.Where(s => asked.Contains(s.Id) && s.RetiredAt == null).Select(s => s.Id).ToListAsync(cancellationToken);
        for (var i = 0; i < asked.Count; i++)
        {
            if (!known.Contains(asked[i]))
            {
                throw new SchedulingException(ProblemCodes.UnknownReference, "An id in the body is unknown: see errors.") { Errors = [new($"/siteIds/{i}", "Unknown.")] };
            }
        }

        // The home site first, so that ties stay at home.
        return [.. asked.Distinct().OrderBy(id => id == course.SiteId ? 0 : 1).ThenBy(id => id)];
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
