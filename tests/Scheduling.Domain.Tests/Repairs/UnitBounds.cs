using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Repairs;

/// <summary>
/// Ways that can't have units whatever the ledger does, so that trying everything comes to an end: no span of days has more visits that a code is paid for than
/// the lines that pay for it and reach into the span have units. No legal way is left out.
/// </summary>
internal sealed class UnitBounds
{
    private readonly RepairRequest request;
    private readonly RepairCourse course;
    private readonly List<AuthorizationLine> lines;
    private readonly List<(DateOnly Date, string? Code)> kept;
    private readonly SiteClock clock;

    internal UnitBounds(RepairRequest request, RepairCourse course)
    {
        (this.request, this.course, clock) = (request, course, request.Sites[0].Site.Clock);
        var giving = course.Units!.Book.Authorizations.Where(a => a.State.GivesUnits()).Select(a => a.Id).ToHashSet();
        lines = [.. course.Units.Book.Lines.Where(l => giving.Contains(l.AuthorizationId) && l.Granted > 0)];
        var before = ExhaustiveRepair.Before(request, course);
        kept = [.. course.Units.Kept.Where(k => !before.ContainsKey(k.Id)).Select(k => (k.Date, k.Code?.Code))];
    }

    internal bool Allow(int last, VisitPlace?[] chosen)
    {
        List<(DateOnly Date, string? Code)> visits = [.. kept];
        for (var i = 0; i <= last; i++)
        {
            if (request.Visits[i].CourseId == course.Id && chosen[i] is { } place)
            {
                visits.Add((clock.DateOf(place.Start), course.Protocol.BillingCodes.FirstOrDefault(c => c.Kind == request.Visits[i].Kind.Code)?.Code));
            }
        }
        if (visits.Count > course.Units!.Book.Cap || course.Protocol.BillingCodes.Any(c => c.OncePerEpisode && visits.Count(v => v.Code == c.Code) > 1))
        {
            return false;
        }
        foreach (var code in visits.Select(v => v.Code).Distinct().Append("any"))
        {
            var (own, paying) = code == "any" ? (visits, lines) : (visits.Where(v => v.Code == code).ToList(), lines.Where(l => l.Codes.Count == 0 || (code is not null && l.Codes.Contains(code))).ToList());
            foreach (var (from, _) in own)
            {
                foreach (var (until, _) in own)
                {
                    if (until >= from && own.Count(v => v.Date >= from && v.Date <= until) > paying.Sum(l => Most(l, from, until)))
                    {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private long Most(AuthorizationLine line, DateOnly from, DateOnly until)
    {
        if (line.WindowFrom > until || line.WindowUntil < from)
        {
            return 0;
        }
        var most = line.Basis == UnitBasis.Visit ? line.Granted : line.Granted * (long)(line.MaxPerDay ?? 100);
        most = from == until && line.MaxPerDay is { } day ? Math.Min(most, day) : most;
        return clock.WeekStart(from) == clock.WeekStart(until) && line.MaxPerWeek is { } week ? Math.Min(most, week) : most;
    }
}
