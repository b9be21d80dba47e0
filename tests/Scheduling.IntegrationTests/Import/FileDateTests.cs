using Scheduling.Application.Import;

namespace Scheduling.IntegrationTests.Import;

public sealed class FileDateTests
{
    // A Wednesday.
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Theory]
    [InlineData("2026-03-01", "2026-03-01")]
    [InlineData("today", "2026-11-25")]
    [InlineData("today-21d", "2026-11-04")]
    [InlineData("today+2w", "2026-12-09")]
    [InlineData("monday", "2026-11-23")]
    [InlineData("sunday", "2026-11-29")]
    [InlineData("monday+0w", "2026-11-23")]
    [InlineData("friday-4w", "2026-10-30")]
    [InlineData("wednesday+1d", "2026-11-26")]
    public void On_AWednesday_CountsFromItsDayOrWeek(string text, string expected)
    {
        Assert.True(FileDate.TryParse(text, out var date));
        Assert.Equal(DateOnly.ParseExact(expected, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), date.On(Today));
    }

    [Fact]
    public void On_ASunday_StaysInTheWeekThatEndsThatDay()
    {
        Assert.True(FileDate.TryParse("monday", out var monday));

        Assert.Equal(new DateOnly(2026, 11, 23), monday.On(new DateOnly(2026, 11, 29)));
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("2026-3-1")]
    [InlineData("Today")]
    [InlineData("today -1d")]
    [InlineData("today+1m")]
    [InlineData("today+99999d")]
    [InlineData("today+1d\n")]
    [InlineData("tomorrow")]
    [InlineData("")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(FileDate.TryParse(text, out _));
}
