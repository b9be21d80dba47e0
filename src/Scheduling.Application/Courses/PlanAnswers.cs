using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;

namespace Scheduling.Application.Courses;

/// <summary>Shows stored plans to callers, with the names of resources as they are now.</summary>
public sealed class PlanAnswers(ConflictNames names)
{
    /// <summary>The plan as it was shown.</summary>
    public async Task<PlanResponse> OfAsync(StoredPlan plan, Hold? hold, CancellationToken cancellationToken)
    {
        var options = CoursePlanning.OptionsOf(plan);
        var known = await names.ReadAsync(Resources(options), cancellationToken);
        return new PlanResponse
        {
            PlanId = plan.Id,
            CourseId = plan.CourseId,
            ExpiresAt = plan.ExpiresAt,
            Hold = hold is null ? null : new PlanHold(hold.Id, hold.Option, hold.ExpiresAt),
            Options = [.. options.Select(o => Option(o, known))],
        };
    }

    /// <summary>The visits of options, one for one, as callers see them.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<PlannedSessionResponse>>> SessionsAsync(IReadOnlyList<PlanOption> options, CancellationToken cancellationToken)
    {
        var known = await names.ReadAsync(Resources(options), cancellationToken);
        return [.. options.Select(o => (IReadOnlyList<PlannedSessionResponse>)[.. o.Sessions.Select(s => Session(s, known))])];
    }

    private static IEnumerable<ResourceRef?> Resources(IReadOnlyList<PlanOption> options) =>
        options.SelectMany(o => o.Sessions.SelectMany(s => s.Takes.Select(t => (ResourceRef?)t.Resource).Append(s.MovedBecause?.Resource))
            .Concat(o.Shortfalls.Select(s => s.BlockedBy.Resource)));

    private static PlanOptionResponse Option(PlanOption option, IReadOnlyDictionary<Guid, string> names) => new()
    {
        Option = option.Option,
        Kinds = option.Kinds,
        SiteId = option.SiteId,
        StartsOn = option.StartsOn,
        EndsOn = option.EndsOn,
        NominalTime = option.NominalTime,
        SpreadMinutes = Spread(option),
        Figures = PlanFigures.Of(option),
        Score = option.Score,
        Bound = option.Bound,
        Exact = option.Exact,
        Terms = option.Terms,
        Sessions = [.. option.Sessions.Select(s => Session(s, names))],
        Shortfalls = [.. option.Shortfalls.Select(s => Shortfall.Of(s, names))],
        Warnings = option.Warnings,
    };

    private static PlannedSessionResponse Session(PlannedVisit visit, IReadOnlyDictionary<Guid, string> names) => new()
    {
        SessionNumber = visit.SessionNumber,
        Phase = visit.Phase,
        Kind = visit.Kind,
        Start = visit.Start,
        End = visit.End,
        LocalDate = visit.LocalDate,
        LocalTime = visit.LocalTime,
        Resources = [.. visit.Takes
            .Where(t => t.Resource.Kind != ResourceRefKind.Patient)
            .Select(t => new VisitResource(StoredJson.Word(t.Resource.Kind), t.Resource.Id, names.GetValueOrDefault(t.Resource.Id), t.Role))
            .Distinct()],
        MovedBecause = visit.MovedBecause is { } because ? ConflictNames.Of(because, names) : null,
    };

    private static int Spread(PlanOption option)
    {
        var firsts = option.Sessions.Where(s => s.SessionNumber is not null).GroupBy(s => s.LocalDate).Select(d => d.Min(s => s.LocalTime)).ToList();
        return firsts.Count == 0 ? 0 : (int)(firsts.Max() - firsts.Min()).TotalMinutes;
    }
}
