using Scheduling.Domain.Reports;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Reports;

public sealed class OpenTimeTests
{
    private static readonly DateTimeOffset Midnight = new(2027, 2, 22, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_OverlapsAtEveryEdge_LeavesWhatIsLeft()
    {
        var left = OpenTime.Without([Hours(8, 12), Hours(11, 16), Hours(18, 20)], [Hours(6, 9), Hours(10, 11), Hours(10, 10.5), Hours(15, 19), Hours(20, 21)]);

        Assert.Equal([Hours(9, 10), Hours(11, 15), Hours(19, 20)], left);
    }

    [Fact]
    public void Without_AllOfIt_LeavesNothing() => Assert.Empty(OpenTime.Without([Hours(8, 12)], [Hours(8, 9), Hours(9, 12)]));

    [Fact]
    public void Both_RangesThatOnlyTouch_ShareNothing() => Assert.Equal([Hours(9, 10), Hours(11, 12)], OpenTime.Both([Hours(8, 10), Hours(11, 12)], [Hours(9, 11), Hours(11, 14)]));

    /// <summary>In New York the hour from 2 does not exist on 14 March 2027, and that from 1 is there twice on 7 November.</summary>
    [Theory]
    [InlineData("2027-03-14", 2, 0)]
    [InlineData("2027-03-14", 3, 60)]
    [InlineData("2027-11-07", 1, 120)]
    [InlineData("2027-11-07", 2, 60)]
    public void ByHour_WhenClocksChange_CountsElapsedMinutes(string date, int hour, int minutes)
    {
        var clock = SiteClock.ForZone("America/New_York");
        var day = clock.DayBounds(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture));

        var hours = OpenTime.ByHour([day], clock).ToList();

        Assert.Equal(minutes, hours.Where(h => h.Hour == hour).Sum(h => h.Length.TotalMinutes));
        Assert.Equal(day.Length.TotalMinutes, hours.Sum(h => h.Length.TotalMinutes));
    }

    private static TimeRange Hours(double from, double until) => new(Midnight.AddHours(from), Midnight.AddHours(until));
}
