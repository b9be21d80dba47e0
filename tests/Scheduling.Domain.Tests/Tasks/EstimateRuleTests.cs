using Scheduling.Domain.Tasks;

namespace Scheduling.Domain.Tests.Tasks;

/// <summary>R25: one business day after booking where that is 3 to 9 business days ahead, three where it is 10 or more.</summary>
public sealed class EstimateRuleTests
{
    private static readonly DateOnly Friday = new(2027, 2, 19);

    [Theory]
    [InlineData("2027-02-23", null)]
    [InlineData("2027-02-24", "2027-02-22")]
    [InlineData("2027-03-04", "2027-02-22")]
    [InlineData("2027-03-05", "2027-02-24")]
    [InlineData("2027-05-05", "2027-02-24")]
    public void DueOn_OfAVisit_CountsBusinessDays(string service, string? due) =>
        Assert.Equal(due is null ? null : Date(due), EstimateRule.DueOn(Friday, Date(service), []));

    [Fact]
    public void DueOn_OverAHoliday_CountsItOnNeitherSide()
    {
        Assert.Null(EstimateRule.DueOn(Friday, Date("2027-02-24"), [Date("2027-02-22")]));
        Assert.Equal(Date("2027-02-23"), EstimateRule.DueOn(Friday, Date("2027-02-25"), [Date("2027-02-22")]));
    }

    private static DateOnly Date(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
