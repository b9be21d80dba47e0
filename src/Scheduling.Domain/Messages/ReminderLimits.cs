using Scheduling.Domain.Time;

namespace Scheduling.Domain.Messages;

/// <summary>M3: how many reminders a patient gets by text. Changes and answers don't count and aren't held back (M11).</summary>
/// <param name="ADay">Most on one local day of the patient's.</param>
/// <param name="InSevenDays">Most in any seven days of 24 hours.</param>
public readonly record struct ReminderLimits(int ADay, int InSevenDays)
{
    /// <summary>One a day, three in seven days (47 CFR 64.1200(a)(9)(iv), the exemption for health care).</summary>
    public static ReminderLimits Default { get; } = new(1, 3);

    /// <summary>Why another may not leave, or null when it may.</summary>
    /// <param name="at">When it would leave.</param>
    /// <param name="sentAt">When earlier ones left, or may have; in any order.</param>
    /// <param name="clock">The clock of the patient's zone.</param>
    public string? Refuse(DateTimeOffset at, IEnumerable<DateTimeOffset> sentAt, SiteClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var week = sentAt.Where(s => s > at.AddDays(-7) && s <= at).ToList();
        var today = clock.DateOf(at);
        return week.Count(s => clock.DateOf(s) == today) >= ADay ? "daily_limit" : week.Count >= InSevenDays ? "weekly_limit" : null;
    }
}
