using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Time;

public sealed class TimeRangeTests
{
    private static readonly DateTimeOffset Nine = new(2027, 1, 4, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Overlaps_RangesThatTouch_DoNot()
    {
        var morning = TimeRange.OfMinutes(Nine, 60);

        Assert.False(morning.Overlaps(TimeRange.OfMinutes(Nine.AddHours(1), 60)));
        Assert.True(morning.Overlaps(TimeRange.OfMinutes(Nine.AddMinutes(59), 60)));
        Assert.True(morning.Contains(Nine));
        Assert.False(morning.Contains(morning.Until));
        Assert.True(morning.Contains(morning));
    }

    [Fact]
    public void TimeRange_EmptyOrTurned_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new TimeRange(Nine, Nine));
        Assert.Throws<ArgumentException>(() => new TimeRange(Nine, Nine.AddMinutes(-5)));
    }

    [Fact]
    public void Union_OverlappingAndTouching_AreJoined() =>
        Assert.Equal(
            [TimeRange.OfMinutes(Nine, 90), TimeRange.OfMinutes(Nine.AddHours(3), 10)],
            TimeRange.Union([TimeRange.OfMinutes(Nine.AddHours(3), 10), TimeRange.OfMinutes(Nine.AddHours(1), 30), TimeRange.OfMinutes(Nine, 60)]));

    [Fact]
    public void WeeklyWindow_UntilMidnight_IsTheEndOfTheDay()
    {
        var clock = SiteClock.ForZone("America/New_York");
        var window = new WeeklyWindow(DayOfWeek.Sunday, new TimeOnly(0, 0), new TimeOnly(0, 0));

        Assert.True(window.IsValid);
        Assert.Equal(clock.DayBounds(new DateOnly(2027, 3, 14)), window.On(clock, new DateOnly(2027, 3, 14)));
        Assert.Null(window.On(clock, new DateOnly(2027, 3, 15)));
        Assert.False(new WeeklyWindow(DayOfWeek.Monday, new TimeOnly(9, 0), new TimeOnly(9, 0)).IsValid);
    }

    [Fact]
    public void WeeklyWindow_EdgesInAClockChange_MoveToTheChangeOrCoverBoth()
    {
        var clock = SiteClock.ForZone("America/New_York");
        var night = new WeeklyWindow(DayOfWeek.Sunday, new TimeOnly(1, 30), new TimeOnly(2, 30));

        var spring = night.On(clock, new DateOnly(2027, 3, 14))!.Value;
        var autumn = night.On(clock, new DateOnly(2027, 11, 7))!.Value;

        Assert.Equal(TimeSpan.FromMinutes(30), spring.Length);
        Assert.Equal(TimeSpan.FromMinutes(120), autumn.Length);
    }
}
