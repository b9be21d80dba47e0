using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Screenings;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Screenings;

/// <summary>
/// Answers to safety questionnaires and what prescribers decide on them (R18). Every write takes the patient's lock, as every step of a visit does, so that
/// nobody is treated on a decision that is being taken back.
/// </summary>
public sealed class ScreeningBook(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, QuestionnaireCatalogue catalogue, AuditLog audit, EventLog events)
{
    /// <summary>A patient's, the newest answers first.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Page<Screening>> ListAsync(Guid patientId, PageRequest page, CancellationToken cancellationToken)
    {
        await RequirePatientAsync(patientId, cancellationToken);
        audit.Read("patient", patientId, "screenings");
        return await db.Screenings.AsNoTracking().Where(s => s.PatientId == patientId).ToPageAsync(s => s.AnsweredAt, s => s.Id, page, cancellationToken, descending: true);
    }

    /// <summary>One.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Screening> GetAsync(Guid patientId, Guid id, CancellationToken cancellationToken)
    {
        var found = await FindAsync(patientId, id, cancellationToken);
        audit.Read("screening", id);
        return found;
    }

    /// <summary>Enters answers. They never change; who has to correct them enters them anew, and the newest count.</summary>
    /// <param name="patientId">The patient.</param>
    /// <param name="questionnaire">Code of the questionnaire; its newest version is answered unless <paramref name="version"/> says otherwise.</param>
    /// <param name="version">The version that was answered.</param>
    /// <param name="answers">One to each question.</param>
    /// <param name="at">When they were given, if entered late.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, invalid_request by pointer, unprocessable.</exception>
    public async Task<Screening> RecordAsync(Guid patientId, string questionnaire, int? version, IReadOnlyList<GivenAnswer> answers, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([patientId], cancellationToken);
        await RequirePatientAsync(patientId, cancellationToken);
        NumberedQuestionnaire asked;
        try
        {
            asked = await catalogue.GetAsync(questionnaire, version, cancellationToken);
        }
        catch (SchedulingException e) when (e.Code == ProblemCodes.NotFound)
        {
            throw SchedulingException.Invalid("/questionnaire", "is not the code of a questionnaire, or it has no such version");
        }

        if (QuestionnaireRules.CheckAnswers(asked.Definition, answers) is { Count: > 0 } errors)
        {
            throw new SchedulingException(ProblemCodes.InvalidRequest, "The request is malformed: see errors.") { Errors = [.. errors.Select(e => new FieldError(e.Path, e.Message))] };
        }

        var screening = new Screening
        {
            Id = Guid.CreateVersion7(context.Now),
            PatientId = patientId,
            Questionnaire = asked.Definition.Code,
            QuestionnaireVersion = asked.Number,
            Answers = answers,
            Contraindications = QuestionnaireRules.Contraindications(asked.Definition, answers),
            AnsweredAt = At(at, "/answeredAt"),
            RecordedBy = context.Actor,
        };
        db.Screenings.Add(screening);
        await SaveAsync(screening, "record", "screening.recorded", cancellationToken);
        return screening;
    }

    /// <summary>Enters a prescriber's decision; the last one counts.</summary>
    /// <param name="patientId">The patient.</param>
    /// <param name="id">The screening.</param>
    /// <param name="wanted">The decision.</param>
    /// <param name="expect">Refuses a screening that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, actor_required, actor_not_allowed, invalid_request, unprocessable, rule_broken (R18).</exception>
    public async Task<Screening> DecideAsync(Guid patientId, Guid id, NewScreeningDecision wanted, Action<int> expect, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([patientId], cancellationToken);
        var screening = await FindAsync(patientId, id, cancellationToken);
        expect(screening.Version);
        var actor = wanted.By?.ToString() ?? await db.RequirePrescriberAsync(context, cancellationToken);
        var accepted = wanted.Verdict == Verdict.Accepted;
        var at = At(wanted.At, "/decidedAt");
        if (at < screening.AnsweredAt)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "Nothing was answered then.") { Errors = [new FieldError("/decidedAt", "is before the answers")] };
        }

        if (!accepted && (wanted.ValidUntil is not null || wanted.SetAside.Count > 0))
        {
            throw SchedulingException.Invalid(wanted.ValidUntil is not null ? "/validUntil" : "/setAside", "only goes with accepted");
        }

        if (wanted.SetAside.FirstOrDefault(code => screening.Contraindications.All(c => c.Question != code)) is not null)
        {
            throw SchedulingException.Invalid("/setAside", "names a question that contraindicates nothing here");
        }

        if (wanted.SetAside.Count > 0 || wanted.By is not null)
        {
            await RequireOwnPrescriberAsync(actor, cancellationToken);
        }

        if (accepted && screening.Contraindications.Any(c => c.What.Capabilities.Count == 0 && !wanted.SetAside.Contains(c.Question)))
        {
            throw new SchedulingException(ProblemCodes.RuleBroken, "Answers contraindicate the treatment, which the screening names. A prescriber of the clinic may set them aside by name.") { Rule = "R18" };
        }

        var until = !accepted ? (DateOnly?)null : wanted.ValidUntil ?? DateOnly.FromDateTime(at.UtcDateTime).AddDays((await catalogue.GetAsync(screening.Questionnaire, screening.QuestionnaireVersion, cancellationToken)).Definition.ValidDays);
        screening.Decisions = [.. screening.Decisions, new ScreeningDecision(wanted.Verdict, wanted.Reason, until, wanted.SetAside, at, actor, context.Now)];
        await SaveAsync(screening, "decide", "screening.decided", cancellationToken);
        return screening;
    }

    // The word of another vendor's user is good for weighing answers, not for setting a contraindication aside.
    private async Task RequireOwnPrescriberAsync(string actor, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(actor, out var person) || await db.Staff.AsNoTracking().SingleOrDefaultAsync(s => s.Id == person && s.RetiredAt == null, cancellationToken) is not { } member || !member.Roles.Contains(StaffRole.Prescriber))
        {
            throw new SchedulingException(ProblemCodes.ActorNotAllowed, "Only a prescriber on the clinic's staff may do this.") { Rule = "R18" };
        }
    }

    // What was answered and decided stays out of audit and events: ids only.
    private Task<int> SaveAsync(Screening screening, string action, string kind, CancellationToken cancellationToken)
    {
        audit.Write(action, "screening", screening.Id);
        events.Append(kind, "screening", screening.Id, null, new { screening.PatientId });
        return db.SaveChangesAsync(cancellationToken);
    }

    private DateTimeOffset At(DateTimeOffset? at, string pointer) => at > context.Now
        ? throw new SchedulingException(ProblemCodes.Unprocessable, "It has not happened yet.") { Errors = [new FieldError(pointer, "is in the future")] }
        : at ?? context.Now;

    private async Task<Screening> FindAsync(Guid patientId, Guid id, CancellationToken cancellationToken) =>
        await db.Screenings.SingleOrDefaultAsync(s => s.Id == id && s.PatientId == patientId, cancellationToken) ?? throw SchedulingException.NotFound();

    private async Task RequirePatientAsync(Guid patientId, CancellationToken cancellationToken)
    {
        if (!await db.Patients.AnyAsync(p => p.Id == patientId, cancellationToken))
        {
            throw SchedulingException.NotFound();
        }
    }
}
