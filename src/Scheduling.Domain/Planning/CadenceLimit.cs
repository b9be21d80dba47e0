using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>R13: in the weeks of a prescriber's order fewer sessions than the phase says. Of two orders for a week the later one decides; none raises a phase's own number.</summary>
/// <param name="From">First local date, inclusive; null for open.</param>
/// <param name="Until">Last local date, inclusive; null for open.</param>
/// <param name="MaxPerWeek">Most sessions a week, 1 or more.</param>
public sealed record CadenceLimit(DateOnly? From, DateOnly? Until, int MaxPerWeek)
{
    /// <summary>The limits that a course's orders of kind <c>cadence</c> set, in the order they were given.</summary>
    public static IReadOnlyList<CadenceLimit> Of(Course? course) => course is null || course.Orders.Count == 0
        ? []
        : [.. course.Orders.Where(o => o is { Kind: OrderKinds.Cadence, Limits.MaxPerWeek: not null }).Select(o => new CadenceLimit(o.From, o.Until, o.Limits!.MaxPerWeek!.Value))];

    /// <summary>Whether it holds in a week: any of its dates lies in it.</summary>
    /// <param name="week">First date of the week.</param>
    public bool HoldsInWeek(DateOnly week) => !(Until < week) && !(From > week.AddDays(6));

    /// <summary>The most sessions that orders allow in a week; null where none holds.</summary>
    /// <param name="limits">The course's limits, in the order they were given.</param>
    /// <param name="week">First date of the week.</param>
    public static int? In(IReadOnlyList<CadenceLimit> limits, DateOnly week) => limits.LastOrDefault(l => l.HoldsInWeek(week))?.MaxPerWeek;

    /// <summary>First dates of the weeks with which what orders allow may change: between two of them it stays.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="clock">The clock that counts weeks.</param>
    public static IEnumerable<DateOnly> WeeksOfChange(IReadOnlyList<CadenceLimit> limits, SiteClock clock) =>
        limits.SelectMany(l => new[] { l.From, l.Until?.AddDays(7) }).OfType<DateOnly>().Select(clock.WeekStart).Distinct().Order();

    /// <summary>A phase as it is in a week.</summary>
    /// <param name="limits">The course's limits, in the order they were given.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="week">First date of the week.</param>
    public static ProtocolPhase On(IReadOnlyList<CadenceLimit> limits, ProtocolPhase phase, DateOnly week) =>
        phase.WeeklyCap is { } cap && In(limits, week) is { } most && most < cap ? phase with { Cadence = most } : phase;

    /// <summary>
    /// The order in which the visits of a week are kept where it may hold fewer of them: those spread widest over it first, so that of Monday to Friday three
    /// a week leave Monday, Wednesday and Friday.
    /// </summary>
    /// <param name="dates">Local dates, in order of time.</param>
    /// <param name="most">How many the week may hold.</param>
    /// <returns>Places in <paramref name="dates"/>, those to keep first.</returns>
    public static IReadOnlyList<int> Spread(IReadOnlyList<DateOnly> dates, int most)
    {
        var count = dates.Count;
        if (most >= count || most < 1)
        {
            return [.. Enumerable.Range(0, count)];
        }

        List<int> kept = most == 1 ? [0] : [.. Enumerable.Range(0, most).Select(i => (int)Math.Round(i * (count - 1) / (double)(most - 1), MidpointRounding.ToZero))];
        return [.. kept, .. Enumerable.Range(0, count).Except(kept)];
    }
}
