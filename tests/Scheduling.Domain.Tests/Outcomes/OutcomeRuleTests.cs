using System.Globalization;
using Scheduling.Domain.Outcomes;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Tests.Outcomes;

public sealed class OutcomeRuleTests
{
    private static readonly Instrument Scale = new() { Code = "phq9", Name = "PHQ-9", ItemMax = [3, 3, 3, 3, 3, 3, 3, 3, 3], MaxTotal = 27, RemissionAt = 4, AlertItem = 9 };
    private static readonly DateOnly First = new(2027, 2, 22);

    [Theory]
    [InlineData(20, 10, ResponseStatus.Response)]
    [InlineData(20, 11, ResponseStatus.Partial)]
    [InlineData(20, 15, ResponseStatus.Partial)]
    [InlineData(20, 16, ResponseStatus.None)]
    [InlineData(20, 25, ResponseStatus.None)]
    [InlineData(20, 5, ResponseStatus.Response)]
    [InlineData(20, 4, ResponseStatus.Remission)]
    [InlineData(7, 4, ResponseStatus.Remission)]
    [InlineData(0, 6, ResponseStatus.NoBaseline)]
    [InlineData(null, 6, ResponseStatus.NoBaseline)]
    [InlineData(null, 4, ResponseStatus.Remission)]
    public void Status_AtEachPublishedCutOff_IsThat(int? baseline, int total, ResponseStatus expected) => Assert.Equal(expected, OutcomeRule.Status(Scale, baseline, total));

    [Theory]
    [InlineData("2027-02-14", false)]
    [InlineData("2027-02-15", true)]
    [InlineData("2027-02-22", true)]
    [InlineData("2027-02-23", false)]
    public void Baseline_LiesWithinSevenDaysBeforeSessionOne(string on, bool counts) =>
        Assert.Equal(counts, OutcomeRule.Baseline([At(on, 20)], First) is not null);

    [Fact]
    public void Baseline_OfSeveral_IsTheClosest_AndOfOneDateTheOneEnteredLast()
    {
        var corrected = At("2027-02-20", 18);
        corrected.RecordedAt = DateTimeOffset.UnixEpoch.AddHours(1);

        Assert.Equal(18, OutcomeRule.Baseline([At("2027-02-16", 25), corrected, At("2027-02-20", 19)], First)!.Total);
        Assert.Null(OutcomeRule.Baseline([At("2027-02-20", 19)], null));
    }

    [Fact]
    public void Curve_ShowsSessionsAndPerCentBelow_ByDate()
    {
        var curve = OutcomeRule.Curve(Scale, [At("2027-03-01", 9), At("2027-02-21", 20), At("2027-02-24", 22)], [First, First.AddDays(1), First.AddDays(2), First.AddDays(7)]);

        Assert.Equal(((DateOnly?)new DateOnly(2027, 2, 21), (int?)20), (curve.BaselineOn, curve.Baseline));
        Assert.Equal("0:0:None 3:-10:None 4:55:Response", string.Join(' ', curve.Points.Select(p => $"{p.Sessions}:{p.PercentBelow}:{p.Status}")));
    }

    [Fact]
    public void Total_OfGroups_CountsTheHighestOnly()
    {
        var grouped = Scale with { ItemMax = [3, 3, 3, 3], HighestOf = [[1, 2], [3, 4]] };

        Assert.Equal(5, OutcomeRule.Total(grouped, [1, 3, 2, 0]));
        Assert.Equal(6, OutcomeRule.Total(Scale with { ItemMax = [3, 3, 3, 3] }, [1, 3, 2, 0]));
    }

    [Fact]
    public void Alerts_OnItemNineAboveNought_R24()
    {
        Assert.True(OutcomeRule.Alerts(Scale, [0, 0, 0, 0, 0, 0, 0, 0, 1], 1));
        Assert.False(OutcomeRule.Alerts(Scale, [3, 3, 3, 3, 3, 3, 3, 3, 0], 24));
        // A total alone may hide it.
        Assert.True(OutcomeRule.Alerts(Scale, null, 1));
        Assert.False(OutcomeRule.Alerts(Scale, null, 0));
        Assert.False(OutcomeRule.Alerts(Scale with { AlertItem = null }, null, 24));
    }

    [Theory]
    [InlineData(0, "", "baseline")]
    [InlineData(0, "2027-02-20", null)]
    [InlineData(4, "2027-02-20", null)]
    [InlineData(5, "2027-02-20", "session_5")]
    [InlineData(5, "2027-02-26", null)]
    [InlineData(9, "2027-02-26", null)]
    [InlineData(12, "2027-02-26", "session_10")]
    [InlineData(36, "2027-02-26", "end")]
    public void Due_ByEveryFiveSessions_AsksOnceForTheLatest(int delivered, string assessed, string? expected)
    {
        DateOnly[] days = [.. Weekdays().Take(delivered)];

        Assert.Equal(expected, ScalePrompts.Due(Check(5, CheckUnit.Sessions), [10, 20, 30], 36, days, delivered == 0 ? First : null, Dates(assessed), delivered == 0 ? First.AddDays(-2) : days[^1]));
    }

    [Theory]
    [InlineData(6, null)]
    [InlineData(7, "week_1")]
    [InlineData(20, "week_2")]
    public void Due_Weekly_CountsFromSessionOne(int days, string? expected) =>
        Assert.Equal(expected, ScalePrompts.Due(Check(1, CheckUnit.Weeks), [], 36, [First, First.AddDays(1)], null, [First], First.AddDays(days)));

    [Fact]
    public void Due_AtMilestones_AsksBesideTheCadence() =>
        Assert.Equal("session_20", ScalePrompts.Due(Check(40, CheckUnit.Sessions), [10, 20, 30], 36, [.. Weekdays().Take(22)], null, [First], First.AddDays(40)));

    private static IEnumerable<DateOnly> Weekdays() => Enumerable.Range(0, 100).Select(i => First.AddDays(i)).Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    private static DateOnly[] Dates(string dates) => [.. dates.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(d => DateOnly.Parse(d, CultureInfo.InvariantCulture))];

    private static ProtocolCheck Check(int every, CheckUnit unit) => new() { Code = "phq9", Every = every, Unit = unit };

    private static Assessment At(string on, int total) => new() { Instrument = "phq9", On = DateOnly.Parse(on, CultureInfo.InvariantCulture), Total = total, RecordedAt = DateTimeOffset.UnixEpoch };
}
