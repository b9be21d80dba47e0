using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Records;

/// <summary>When a motor threshold is due again. Nothing is refused for want of one.</summary>
public static class ThresholdRule
{
    /// <summary>Why one is due on a local date; null when none is.</summary>
    /// <param name="terms">What the protocol suggests.</param>
    /// <param name="measuredOn">When the last was determined; null for never.</param>
    /// <param name="deliveredOn">Local dates of treatments given, in any order.</param>
    /// <param name="today">The date.</param>
    public static ThresholdReason? Due(ThresholdTerms terms, DateOnly? measuredOn, IEnumerable<DateOnly> deliveredOn, DateOnly today)
    {
        var days = deliveredOn.Where(d => d <= today).Distinct().Order().ToList();
        if (days.Count == 0)
        {
            return null;
        }

        if (measuredOn is not { } last)
        {
            return ThresholdReason.Initial;
        }

        // The gap that lies between the measurement and today, the one that still runs included.
        if (terms.AfterGapDays is { } most && days.Where(d => d >= last).Prepend(days.LastOrDefault(d => d <= last)).Append(today).Where(d => d != default).Distinct().ToList() is { Count: > 1 } since)
        {
            for (var i = 1; i < since.Count; i++)
            {
                if (since[i] > last && since[i].DayNumber - since[i - 1].DayNumber >= most)
                {
                    return ThresholdReason.Gap;
                }
            }
        }

        return terms.EveryDays is { } every && today.DayNumber - last.DayNumber >= every && days[^1] > last ? ThresholdReason.Weekly : null;
    }
}
