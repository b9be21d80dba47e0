using Scheduling.Domain.Outcomes;

namespace Scheduling.Domain.Reports;

/// <summary>How an ended course came out by one instrument.</summary>
/// <param name="Baseline">Total of its baseline; null where there is none.</param>
/// <param name="Final">Total of the last assessment from session 1 on that is not the baseline; null where there is none.</param>
/// <param name="Status">How the final stands against the baseline; null without a final.</param>
public readonly record struct CourseOutcome(int? Baseline, int? Final, ResponseStatus? Status)
{
    /// <summary>The outcome of a course.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="assessments">The course's assessments by it, in any order.</param>
    /// <param name="deliveredOn">Local dates of its delivered sessions.</param>
    public static CourseOutcome Of(Instrument instrument, IEnumerable<Assessment> assessments, IReadOnlyCollection<DateOnly> deliveredOn)
    {
        var curve = OutcomeRule.Curve(instrument, assessments, deliveredOn);
        var final = deliveredOn.Count == 0 ? null : curve.Points.LastOrDefault(p => p.On >= deliveredOn.Min() && !(p.On <= curve.BaselineOn));
        return new CourseOutcome(curve.Baseline, final?.Total, final?.Status);
    }

    /// <summary>The mean, to one decimal, halves away from zero; null of nothing.</summary>
    public static decimal? Mean(IReadOnlyCollection<int> totals) => totals.Count == 0 ? null : Math.Round((decimal)totals.Sum() / totals.Count, 1, MidpointRounding.AwayFromZero) + 0.0m;
}
