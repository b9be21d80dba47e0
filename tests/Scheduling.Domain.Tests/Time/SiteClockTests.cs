using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Time;

public sealed class SiteClockTests
{
    private static readonly DateTimeOffset First = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Europe/Berlin")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("EST5EDT")]
    [InlineData("UTC")]
    [InlineData("America/Argentina/Buenos_Aires")]
    public void TryForZone_IanaId_IsTaken(string id)
    {
        Assert.True(SiteClock.TryForZone(id, out var clock));
        Assert.Equal(id, clock.ZoneId);
    }

    [Theory]
    [InlineData("Eastern Standard Time")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("-05:00")]
    [InlineData("+01:00")]
    [InlineData("EST5EDT,M3.2.0,M11.1.0")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("posix/America/New_York")]
    [InlineData("right/America/New_York")]
    [InlineData("localtime")]
    [InlineData("america/new_york")]
    [InlineData("America/Nowhere")]
    [InlineData("America")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void TryForZone_AnythingElse_IsRefused(string? id)
    {
        Assert.False(SiteClock.TryForZone(id, out _));
        Assert.Throws<ArgumentException>(() => SiteClock.ForZone(id!));
    }

    [Fact]
    public void Resolve_TimeSkippedInSpring_OffersTheNeighbours()
    {
        var clock = SiteClock.ForZone("America/New_York");

        var found = Assert.IsType<LocalResolution.Skipped>(clock.Resolve(new DateOnly(2027, 3, 14), new TimeOnly(2, 30)));

        Assert.Equal("2027-03-14T01:55:00-05:00", found.Before.ToString("yyyy-MM-dd'T'HH:mm:ssK", null));
        Assert.Equal("2027-03-14T03:00:00-04:00", found.After.ToString("yyyy-MM-dd'T'HH:mm:ssK", null));
    }

    [Fact]
    public void Resolve_TimeRepeatedInAutumn_NeedsTheOffset()
    {
        var clock = SiteClock.ForZone("America/New_York");
        var (date, time) = (new DateOnly(2027, 11, 7), new TimeOnly(1, 30));

        var both = Assert.IsType<LocalResolution.Ambiguous>(clock.Resolve(date, time));
        var summer = Assert.IsType<LocalResolution.Resolved>(clock.Resolve(date, time, TimeSpan.FromHours(-4)));
        var winter = Assert.IsType<LocalResolution.Resolved>(clock.Resolve(date, time, TimeSpan.FromHours(-5)));
        var wrong = Assert.IsType<LocalResolution.WrongOffset>(clock.Resolve(date, time, TimeSpan.FromHours(1)));

        Assert.Equal((both.Earlier, both.Later), (summer.Instant, winter.Instant));
        Assert.Equal(TimeSpan.FromHours(1), winter.Instant - summer.Instant);
        Assert.Equal([TimeSpan.FromHours(-4), TimeSpan.FromHours(-5)], wrong.Valid);
    }

    [Fact]
    public void Resolve_WrongOffsetOfAPlainTime_IsRefused() =>
        Assert.IsType<LocalResolution.WrongOffset>(SiteClock.ForZone("Europe/Berlin").Resolve(new DateOnly(2027, 1, 5), new TimeOnly(9, 0), TimeSpan.Zero));

    [Theory]
    [InlineData("America/New_York", 2027, 3, 14, 23.0)]
    [InlineData("America/New_York", 2027, 11, 7, 25.0)]
    [InlineData("America/New_York", 2027, 6, 1, 24.0)]
    [InlineData("Australia/Lord_Howe", 2027, 4, 4, 24.5)]
    [InlineData("Australia/Lord_Howe", 2027, 10, 3, 23.5)]
    [InlineData("America/Santiago", 2027, 9, 5, 23.0)]
    public void DayBounds_DayOfAChange_HasItsRealLength(string zone, int year, int month, int day, double hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), SiteClock.ForZone(zone).DayBounds(new DateOnly(year, month, day)).Length);

    [Fact]
    public void DayBounds_MidnightSkipped_BeginsAtTheChange()
    {
        // Santiago changes at midnight: 5 September 2027 begins at 01:00.
        var clock = SiteClock.ForZone("America/Santiago");

        Assert.Equal(new TimeOnly(1, 0), clock.TimeOf(clock.DayBounds(new DateOnly(2027, 9, 5)).From));
    }

    [Fact]
    public void WeekStart_MondayUnlessSet()
    {
        var sunday = new DateOnly(2027, 1, 10);

        Assert.Equal(new DateOnly(2027, 1, 4), SiteClock.ForZone("UTC").WeekStart(sunday));
        Assert.Equal(sunday, SiteClock.ForZone("UTC", DayOfWeek.Sunday).WeekStart(sunday));
    }

    /// <summary>
    /// Every zone of this machine, every change of offset 2024-2030, found by scanning the offsets of instants in UTC. Around each change:
    /// what was jumped over is skipped, what was repeated is ambiguous, everything else resolves to the instant that shows it.
    /// </summary>
    [Fact]
    public void Resolve_EveryZoneAndChange2024To2030_IsSkippedRepeatedOrOnce()
    {
        var (zones, changes) = (0, 0);
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones().Where(z => SiteClock.TryForZone(z.Id, out _)))
        {
            zones++;
            var clock = SiteClock.ForZone(zone.Id);
            foreach (var (at, before, after) in Changes(zone))
            {
                changes++;
                var (low, high) = before < after ? (before, after) : (after, before);
                // Wall times from an hour before the lower to an hour after the higher clock at the change.
                for (var wall = at.UtcDateTime + low - TimeSpan.FromHours(1); wall < at.UtcDateTime + high + TimeSpan.FromHours(1); wall = wall.AddMinutes(5))
                {
                    var found = clock.Resolve(DateOnly.FromDateTime(wall), TimeOnly.FromDateTime(wall));
                    var between = wall >= at.UtcDateTime + low && wall < at.UtcDateTime + high;
                    var name = $"{zone.Id} {wall:O}";
                    if (between && before < after)
                    {
                        var skipped = found as LocalResolution.Skipped;
                        Assert.True(skipped is not null && skipped.After == at && skipped.Before == at.AddMinutes(-5), $"{name}: {found}");
                    }
                    else if (between)
                    {
                        var both = found as LocalResolution.Ambiguous;
                        Assert.True(both is not null && both.Earlier.UtcDateTime == wall - before && both.Later.UtcDateTime == wall - after, $"{name}: {found}");
                    }
                    else
                    {
                        var one = found as LocalResolution.Resolved;
                        Assert.True(one is not null && one.Instant.UtcDateTime == wall - (wall < at.UtcDateTime + low ? before : after), $"{name}: {found}");
                    }
                }
            }
        }
        Assert.True(zones > 300 && changes > 1500, $"{zones} zones, {changes} changes: the machine's zone data is missing");
    }

    private static IEnumerable<(DateTimeOffset At, TimeSpan Before, TimeSpan After)> Changes(TimeZoneInfo zone)
    {
        var before = zone.GetUtcOffset(First);
        for (var day = First; day < Last; day = day.AddHours(12))
        {
            var after = zone.GetUtcOffset(day.AddHours(12));
            if (after == before)
            {
                continue;
            }
            var at = day;
            while (zone.GetUtcOffset(at) == before)
            {
                at = at.AddMinutes(1);
            }
            yield return (at, before, after);
            before = after;
        }
    }
}
