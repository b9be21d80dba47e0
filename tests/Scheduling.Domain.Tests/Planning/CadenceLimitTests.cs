using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>R13: fewer sessions a week by order.</summary>
public sealed class CadenceLimitTests
{
    private static readonly ProtocolPhase FiveAWeek = new() { Name = "acute", MinSessions = 1, DefaultSessions = 30, MaxSessions = 40, Cadence = 5 };
    private static readonly DateOnly Monday = new(2027, 3, 1);

    [Theory]
    [InlineData(5, 3, "0 2 4 1 3")]
    [InlineData(5, 1, "0 1 2 3 4")]
    [InlineData(5, 2, "0 4 1 2 3")]
    [InlineData(4, 3, "0 1 3 2")]
    [InlineData(3, 3, "0 1 2")]
    [InlineData(2, 0, "0 1")]
    [InlineData(2, -1, "0 1")]
    public void Spread_OfAWeek_KeepsTheWidestFirst(int visits, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ', CadenceLimit.Spread([.. Enumerable.Range(0, visits).Select(Monday.AddDays)], most)));

    [Fact]
    public void On_AWeekWithADateOfTheOrder_HasItsNumber_AndTheLaterOrderDecides()
    {
        CadenceLimit[] limits = [new(new DateOnly(2027, 3, 3), new DateOnly(2027, 3, 10), 3), new(new DateOnly(2027, 3, 8), null, 4)];
        Assert.Equal(5, CadenceLimit.On(limits, FiveAWeek, Monday.AddDays(-7)).Cadence);
        Assert.Equal(3, CadenceLimit.On(limits, FiveAWeek, Monday).Cadence);
        Assert.Equal(4, CadenceLimit.On(limits, FiveAWeek, Monday.AddDays(7)).Cadence);
        Assert.Equal(4, CadenceLimit.On(limits, FiveAWeek, Monday.AddDays(700)).Cadence);
    }

    [Fact]
    public void On_APhaseThatIsSlower_OrCountsInDays_IsLeftAlone()
    {
        CadenceLimit[] limits = [new(null, null, 3)];
        Assert.Equal(2, CadenceLimit.On(limits, FiveAWeek with { Cadence = 2 }, Monday).Cadence);
        Assert.Equal(14, CadenceLimit.On(limits, FiveAWeek with { Cadence = 14, CadenceUnit = CadenceUnit.EveryDays }, Monday).Cadence);
    }
}
