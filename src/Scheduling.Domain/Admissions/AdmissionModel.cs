using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Admissions;

/// <summary>The waiting list as the search sees it: boards of load, candidates with their ways of being placed, capacity that they share.</summary>
internal sealed class AdmissionModel
{
    private readonly Dictionary<(ClinicFacts Site, string Signature), StartClass> _classes = [];
    private readonly Dictionary<StartClass, double[]> _prices = [];

    internal AdmissionModel(AdmissionRequest request)
    {
        Request = request;
        var courses = request.Candidates.Select(c => c.Course).ToList();
        foreach (var facts in courses.SelectMany(c => c.Sites).Distinct(ReferenceEqualityComparer.Instance).Cast<ClinicFacts>())
        {
            var served = courses.Where(c => c.Sites.Contains(facts, ReferenceEqualityComparer.Instance)).ToList();
            Boards[facts] = new LoadBoard(facts, served.Min(c => c.StartOnOrAfter), served.Max(c => c.HorizonEnd));
        }
        Candidates = [.. request.Candidates.Select((c, i) => new Candidate(this, i, c))];
        Rows = [.. _classes.Values.GroupBy(c => c.Board).SelectMany(g => CapacityRow.For(g.Key, [.. g]))];
        foreach (var visit in _classes.Values)
        {
            _prices[visit] = new double[visit.Alone.Length * SlotMask.Bits];
        }
    }

    internal AdmissionRequest Request { get; }

    internal Dictionary<ClinicFacts, LoadBoard> Boards { get; } = new(ReferenceEqualityComparer.Instance);

    internal IReadOnlyList<Candidate> Candidates { get; }

    internal IReadOnlyList<CapacityRow> Rows { get; }

    /// <summary>The prices of a class's starts, by day * <see cref="SlotMask.Bits"/> + step.</summary>
    internal double[] Prices(StartClass visit) => _prices[visit];

    /// <summary>Works the prices of all starts out anew from the rows'.</summary>
    internal void ReadPrices()
    {
        foreach (var (visit, prices) in _prices)
        {
            Array.Clear(prices);
            foreach (var row in Rows)
            {
                if (row.Board == visit.Board)
                {
                    row.AddPrices(visit, prices);
                }
            }
        }
    }

    /// <summary>Adds a course to the rows' demand, or to what is taken.</summary>
    internal void Add(PricedCourse course, double amount, bool taken)
    {
        for (var i = 0; i < course.Days.Length; i++)
        {
            var visit = course.Case.Classes[i == 0 ? AdmissionCase.First : AdmissionCase.Treatment];
            foreach (var row in Rows)
            {
                row.Take(visit, course.Case.Days[course.Days[i]], course.Steps[i], amount, taken ? row.Taken : row.Demand);
            }
        }
    }

    /// <summary>Takes a lane, or gives it back, on every board that knows the resource: staff may serve several sites.</summary>
    internal void Mark(IReadOnlyList<PlannedTake> visit, bool free)
    {
        foreach (var take in visit)
        {
            foreach (var board in Boards.Values)
            {
                if (!Placement.Counts(take) || !board.Knows(take.Resource.Id))
                {
                    continue;
                }
                if (take.Lane is { } lane)
                {
                    board.Row(take.Resource.Id).Mark(lane, take.Range, free);
                }
                else
                {
                    board.MarkSupervised(board.IndexOf(take.Resource.Id), take.Range, free);
                }
            }
        }
    }

    internal StartClass Class(ClinicFacts site, VisitContext context, VisitKind kind, Guid? modelId)
    {
        var key = (site, Signature(context, kind, modelId));
        if (!_classes.TryGetValue(key, out var visit))
        {
            _classes[key] = visit = new StartClass(Boards[site], context, kind, modelId);
        }
        return visit;
    }

    // Two protocols' visits are alike when they need the same for the same time.
    private static string Signature(VisitContext context, VisitKind kind, Guid? modelId) => string.Join('|',
        [
            modelId?.ToString() ?? "", kind.Minutes.ToString(System.Globalization.CultureInfo.InvariantCulture), kind.CountsAsTreatment.ToString(), context.OperatorRole.ToString(), context.DeviceCapability ?? "",
            context.Supervision.Required ? $"{context.Supervision.MaxAtOnce} {string.Join(',', context.Supervision.Modes)}" : "",
            .. kind.Segments.Select(s => $"{s.Kind} {s.Role} {s.FromMinute} {s.UntilMinute} {s.Exclusive} {s.SetupMinutes} {s.TurnoverMinutes} {string.Join(',', s.Modes)} {string.Join(',', s.Credentials)}"),
        ]);
}
