using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Outcomes;

/// <summary>When a scale is due in a course: before session 1, by the protocol's cadence, at its milestones, and at the end.</summary>
public static class ScalePrompts
{
    /// <summary>What the scale is due for, as a word that is the same each time it is asked; null when nothing is due.</summary>
    /// <param name="check">The protocol's check of the instrument.</param>
    /// <param name="milestones">Delivered sessions after which it is due anyway.</param>
    /// <param name="target">Sessions of the course.</param>
    /// <param name="deliveredOn">Local dates of the sessions delivered, in order, one entry each.</param>
    /// <param name="firstBookedOn">Local date of the first session to come; null for none.</param>
    /// <param name="assessedOn">Local dates on which the instrument was filled in.</param>
    /// <param name="today">The date.</param>
    public static string? Due(
        ProtocolCheck check, IReadOnlyList<int> milestones, int target, IReadOnlyList<DateOnly> deliveredOn, DateOnly? firstBookedOn, IReadOnlyCollection<DateOnly> assessedOn, DateOnly today)
    {
        bool Since(DateOnly date) => assessedOn.Any(a => a >= date);
        if (deliveredOn.Count == 0)
        {
            return firstBookedOn is { } first && first.DayNumber - today.DayNumber is >= 0 and <= OutcomeRule.BaselineDays && !Since(first.AddDays(-OutcomeRule.BaselineDays)) ? "baseline" : null;
        }

        if (deliveredOn.Count >= target)
        {
            return Since(deliveredOn[^1]) ? null : "end";
        }

        var reached = milestones.Where(m => m <= deliveredOn.Count).Append(0).Max();
        if (check.Unit == CheckUnit.Sessions)
        {
            reached = Math.Max(reached, deliveredOn.Count / check.Every * check.Every);
        }

        if (reached > 0 && !Since(deliveredOn[reached - 1]))
        {
            return FormattableString.Invariant($"session_{reached}");
        }

        var weeks = check.Unit == CheckUnit.Weeks ? (today.DayNumber - deliveredOn[0].DayNumber) / (7 * check.Every) * check.Every : 0;
        return weeks > 0 && !Since(deliveredOn[0].AddDays(7 * weeks)) ? FormattableString.Invariant($"week_{weeks}") : null;
    }
}
