namespace Scheduling.Domain.Outcomes;

/// <summary>What scores say. Whatever they say, no course is stopped by one (R17): early scores predict badly (source 6.09).</summary>
public static class OutcomeRule
{
    /// <summary>Days before session 1 in which a baseline may lie (source 6.08).</summary>
    public const int BaselineDays = 7;
    private const int ResponsePercent = 50;
    private const int PartialPercent = 25;

    /// <summary>The total of an instrument's items.</summary>
    public static int Total(Instrument instrument, IReadOnlyList<int> items)
    {
        var grouped = instrument.HighestOf.SelectMany(g => g).ToHashSet();
        return instrument.HighestOf.Sum(g => g.Max(i => items[i - 1])) + items.Where((_, i) => !grouped.Contains(i + 1)).Sum();
    }

    /// <summary>Whether an answer asks for a clinician the same day (R24). Where only the total is known, and it is not nought, somebody has to look at the answer.</summary>
    public static bool Alerts(Instrument instrument, IReadOnlyList<int>? items, int total) => instrument.AlertItem is { } item && (items is null ? total > 0 : items[item - 1] > 0);

    /// <summary>The baseline: the assessment closest before session 1, not more than 7 days before it, that day included; null for none.</summary>
    /// <param name="assessments">Assessments of one instrument.</param>
    /// <param name="firstSessionOn">Local date of session 1; null before it.</param>
    public static Assessment? Baseline(IEnumerable<Assessment> assessments, DateOnly? firstSessionOn) => firstSessionOn is not { } first
        ? null
        : InOrder(assessments).LastOrDefault(a => a.On <= first && a.On >= first.AddDays(-BaselineDays));

    /// <summary>Per cent below the baseline, rounded down; null for a baseline of 0.</summary>
    public static int? PercentBelow(int baseline, int total) => baseline == 0 ? null : (int)Math.Floor(100m * (baseline - total) / baseline);

    /// <summary>How a total stands against a baseline. A remission needs no baseline: its cut-off is a total.</summary>
    public static ResponseStatus Status(Instrument instrument, int? baseline, int total)
    {
        if (total <= instrument.RemissionAt)
        {
            return ResponseStatus.Remission;
        }

        return baseline is { } from && PercentBelow(from, total) is { } percent
            ? percent >= ResponsePercent ? ResponseStatus.Response : percent >= PartialPercent ? ResponseStatus.Partial : ResponseStatus.None
            : ResponseStatus.NoBaseline;
    }

    /// <summary>The curve of a course by one instrument.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="assessments">Its assessments, in any order.</param>
    /// <param name="deliveredOn">Local dates of the sessions delivered, one entry each.</param>
    public static OutcomeCurve Curve(Instrument instrument, IEnumerable<Assessment> assessments, IReadOnlyCollection<DateOnly> deliveredOn)
    {
        var found = InOrder(assessments).GroupBy(a => a.On).Select(g => g.Last()).ToList();
        var baseline = Baseline(found, deliveredOn.Count == 0 ? null : deliveredOn.Min());
        return new OutcomeCurve(
            instrument.Code,
            baseline?.On,
            baseline?.Total,
            [.. found.Select(a => new CurvePoint(
                a.On, deliveredOn.Count(d => d <= a.On), a.Total, baseline is null ? null : PercentBelow(baseline.Total, a.Total), Status(instrument, baseline?.Total, a.Total)))]);
    }

    private static IEnumerable<Assessment> InOrder(IEnumerable<Assessment> assessments) => assessments.OrderBy(a => a.On).ThenBy(a => a.RecordedAt).ThenBy(a => a.Id);
}
