using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Requests;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Screenings;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Intakes;

/// <summary>Shows intakes to callers with what they wait for. What a person is referred and treated for is left out for keys without `clinical:read`.</summary>
public sealed class IntakeAnswers(SchedulingDbContext db, ClinicContext context)
{
    /// <summary>One.</summary>
    public async Task<IntakeResponse> OfAsync(Intake intake, CancellationToken cancellationToken) => (await OfAsync([intake], cancellationToken))[0];

    /// <summary>Several, in the order given.</summary>
    public async Task<IReadOnlyList<IntakeResponse>> OfAsync(IReadOnlyList<Intake> intakes, CancellationToken cancellationToken)
    {
        var (siteIds, consultIds, courseIds) = (Ids(intakes, i => i.SiteId), Ids(intakes, i => i.ConsultId), Ids(intakes, i => i.CourseId));
        var clocks = (await db.Sites.AsNoTracking().Where(s => siteIds.Contains(s.Id)).ToListAsync(cancellationToken)).ToDictionary(s => s.Id, FactsReader.ClockOf);
        var consults = await db.Appointments.AsNoTracking().Where(a => consultIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancellationToken);
        var courses = await db.Courses.AsNoTracking().Where(c => courseIds.Contains(c.Id)).Select(c => new { c.Id, c.State }).ToDictionaryAsync(c => c.Id, c => c.State, cancellationToken);
        var gates = await GatesAsync([.. intakes.Where(i => i.Order is not null && i.State is IntakeState.Ordered or IntakeState.Course)], cancellationToken);
        return [.. intakes.Select(intake =>
        {
            var (clock, consult) = (clocks[intake.SiteId], intake.ConsultId is { } id ? consults.GetValueOrDefault(id) : null);
            var facts = gates(intake, clock) with
            {
                ConsultEndsAt = intake.ConsultLostAt is null && consult is { State: not AppointmentState.NeedsNewTime } ? consult.EndsAt : null,
                ConsultPlaceLostAt = consult is { State: AppointmentState.NeedsNewTime } ? consult.UpdatedAt : null,
                CourseState = intake.CourseId is { } course ? courses[course] : null,
            };
            return Of(intake, consult, IntakeNeeds.Of(intake, facts, context.Now), clock);
        })];
    }

    private IntakeResponse Of(Intake intake, Appointment? consult, IReadOnlyList<IntakeNeed> missing, SiteClock clock)
    {
        var clinical = context.Identity.Scopes.Contains(Scopes.ClinicalRead);
        var today = clock.DateOf(context.Now);
        int Days(DateTimeOffset since) => Math.Max(0, today.DayNumber - clock.DateOf(since).DayNumber);
        return new IntakeResponse
        {
            Id = intake.Id,
            Etag = Versions.Etag(intake),
            PatientId = intake.PatientId,
            SiteId = intake.SiteId,
            State = intake.State,
            Possible = IntakeTransitions.Possible(intake.State),
            Since = intake.StepSince,
            DaysInStep = Days(intake.StepSince),
            Referral = new ReferralResponse(intake.Referral.From, intake.ReceivedOn, clinical ? intake.Referral.Reason : null, intake.Referral.Documents),
            Coverage = intake.Coverage,
            Benefits = intake.Benefits,
            Consult = consult is null ? null : new IntakeConsult(consult.Id, clock.ToLocal(consult.StartsAt), consult.State),
            Order = intake.Order is not { } order ? null : new IntakeOrderResponse(
                order.ProtocolId,
                order.ProtocolVersion,
                order.Targets,
                clinical ? order.Indication : null,
                order.OffLabel,
                order.SecondCourse,
                order.PriorCourseId,
                clinical ? order.Reason : null,
                order.By,
                order.At),
            CourseId = intake.CourseId,
            Missing = [.. missing.Select(m => new IntakeNeedResponse(m.Need, m.Since.ToUniversalTime(), Days(m.Since)))],
            Steps = intake.Steps,
        };
    }

    // What the gate to the ordered treatment would miss today (R18), since the order or the last word on it.
    private async Task<Func<Intake, SiteClock, IntakeFacts>> GatesAsync(IReadOnlyList<Intake> ordered, CancellationToken cancellationToken)
    {
        var (patients, versions) = (Ids(ordered, i => i.PatientId), Ids(ordered, i => i.Order!.ProtocolVersionId));
        var definitions = await db.ProtocolVersions.AsNoTracking().Where(v => versions.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Definition, cancellationToken);
        var screenings = (await db.Screenings.AsNoTracking().Where(s => patients.Contains(s.PatientId)).ToListAsync(cancellationToken)).ToLookup(s => s.PatientId);
        var consents = (await db.Consents.AsNoTracking().Where(c => patients.Contains(c.PatientId)).ToListAsync(cancellationToken)).ToLookup(c => c.PatientId);
        return (intake, clock) =>
        {
            if (intake.Order is not { } order || !definitions.TryGetValue(order.ProtocolVersionId, out var definition) || definition.Screening is not { } terms)
            {
                return new IntakeFacts();
            }

            var question = new GateQuestion(terms, definition.Modality, definition.DeviceCapability, clock.DateOf(context.Now), context.Now);
            var needs = TreatmentGate.BeforeCheckIn(question, screenings[intake.PatientId], consents[intake.PatientId]);
            return new IntakeFacts
            {
                ScreeningMissingSince = needs.Any(n => n != GateNeed.Consent) ? Latest(order.At, ScreeningWords(screenings[intake.PatientId], terms)) : null,
                ConsentMissingSince = needs.Contains(GateNeed.Consent) ? Latest(order.At, consents[intake.PatientId].Where(c => c.Modality == definition.Modality).Select(c => c.At)) : null,
            };
        };
    }

    private static IEnumerable<DateTimeOffset> ScreeningWords(IEnumerable<Screening> screenings, ScreeningTerms terms) =>
        screenings.Where(s => s.Questionnaire == terms.Questionnaire).SelectMany(s => s.Decisions.Select(d => d.At).Append(s.AnsweredAt));

    private static DateTimeOffset Latest(DateTimeOffset first, IEnumerable<DateTimeOffset> others) => others.Append(first).Max();

    private static List<Guid> Ids(IEnumerable<Intake> intakes, Func<Intake, Guid?> of) => [.. intakes.Select(of).OfType<Guid>().Distinct()];
}
