using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Screenings;

/// <summary>Questionnaires of a clinic: the shipped ones as version 1, and versions of its own after them. A version never changes: screenings pin it.</summary>
public sealed class QuestionnaireCatalogue(SchedulingDbContext db, ClinicContext context, AuditLog audit, EventLog events)
{
    /// <summary>The newest version of each, by code.</summary>
    public async Task<IReadOnlyList<NumberedQuestionnaire>> NewestAsync(CancellationToken cancellationToken)
    {
        var own = await db.QuestionnaireVersions.AsNoTracking().ToListAsync(cancellationToken);
        return [.. ShippedQuestionnaires.All.Select(q => new NumberedQuestionnaire(1, q, null))
            .Concat(own.Select(NumberedQuestionnaire.Of))
            .GroupBy(q => q.Definition.Code).Select(g => g.MaxBy(q => q.Number)!).OrderBy(q => q.Definition.Code, StringComparer.Ordinal)];
    }

    /// <summary>The newest version of a code; null for an unknown one.</summary>
    public async Task<NumberedQuestionnaire?> FindAsync(string code, CancellationToken cancellationToken)
    {
        var own = await db.QuestionnaireVersions.AsNoTracking().Where(q => q.Code == code).OrderByDescending(q => q.Number).FirstOrDefaultAsync(cancellationToken);
        return own is not null ? NumberedQuestionnaire.Of(own) : Shipped(code);
    }

    /// <summary>One version.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<NumberedQuestionnaire> GetAsync(string code, int? number, CancellationToken cancellationToken)
    {
        if (number is null)
        {
            return await FindAsync(code, cancellationToken) ?? throw SchedulingException.NotFound();
        }

        var own = await db.QuestionnaireVersions.AsNoTracking().SingleOrDefaultAsync(q => q.Code == code && q.Number == number, cancellationToken);
        return own is not null ? NumberedQuestionnaire.Of(own) : Shipped(code) is { } shipped && shipped.Number == number ? shipped : throw SchedulingException.NotFound();
    }

    /// <summary>Adds a version: the next of its code, or the first of a new one. New screenings are made on it; those that are there keep theirs.</summary>
    /// <exception cref="SchedulingException">invalid_request by pointer, site_not_allowed, already_exists when somebody added the same number just now.</exception>
    public async Task<NumberedQuestionnaire> AddAsync(Questionnaire definition, CancellationToken cancellationToken)
    {
        context.RequireAllSites();
        if (QuestionnaireRules.Validate(definition) is { Count: > 0 } errors)
        {
            throw new SchedulingException(ProblemCodes.InvalidRequest, "The request is malformed: see errors.") { Errors = [.. errors.Select(e => new FieldError(e.Path, e.Message))] };
        }

        var version = new QuestionnaireVersion
        {
            Id = Guid.CreateVersion7(context.Now),
            Code = definition.Code,
            Number = ((await FindAsync(definition.Code, cancellationToken))?.Number ?? 0) + 1,
            Definition = definition,
            CreatedAt = context.Now,
            CreatedBy = context.Actor,
        };
        db.QuestionnaireVersions.Add(version);
        audit.Write("create", "questionnaire", version.Id);
        events.Append("questionnaire.version_added", "questionnaire", version.Id, null, new { version.Number });
        await db.SaveChangesAsync(cancellationToken);
        return NumberedQuestionnaire.Of(version);
    }

    private static NumberedQuestionnaire? Shipped(string code) =>
        ShippedQuestionnaires.All.FirstOrDefault(q => q.Code == code) is { } shipped ? new NumberedQuestionnaire(1, shipped, null) : null;
}
