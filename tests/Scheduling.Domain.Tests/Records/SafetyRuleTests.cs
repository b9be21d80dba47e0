using System.Globalization;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Records;
using Scheduling.Domain.Sites;

namespace Scheduling.Domain.Tests.Records;

public sealed class SafetyRuleTests
{
    private static readonly DateOnly Monday = new(2027, 2, 22);
    private static readonly ThresholdTerms Terms = new() { EveryDays = 7, AfterGapDays = 7 };

    [Fact]
    public void ReportDue_OfADeviceUserFacility_IsTenWorkDaysOn_R16()
    {
        Assert.Equal(new DateOnly(2027, 3, 8), SafetyRule.ReportDue(FacilityType.DeviceUserFacility, Monday, new HashSet<DateOnly>()));
        Assert.Equal(new DateOnly(2027, 3, 9), SafetyRule.ReportDue(FacilityType.DeviceUserFacility, Monday, new HashSet<DateOnly> { new(2027, 3, 1) }));
        // Learnt of on a Saturday: Monday is the first work day.
        Assert.Equal(new DateOnly(2027, 3, 5), SafetyRule.ReportDue(null, new DateOnly(2027, 2, 20), new HashSet<DateOnly>()));
    }

    [Fact]
    public void ReportDue_OfAPhysiciansOffice_IsNever_R16() => Assert.Null(SafetyRule.ReportDue(FacilityType.PhysicianOffice, Monday, new HashSet<DateOnly>()));

    [Theory]
    [InlineData("", "", null)]
    [InlineData("", "2027-02-22", ThresholdReason.Initial)]
    [InlineData("2027-02-22", "2027-02-22 2027-02-23", null)]
    [InlineData("2027-02-19", "2027-02-22 2027-02-26", ThresholdReason.Weekly)]
    [InlineData("2027-02-26", "2027-02-22 2027-02-26", null)]
    [InlineData("2027-02-10", "2027-02-10 2027-02-22", ThresholdReason.Gap)]
    [InlineData("2027-02-22", "2027-02-10 2027-02-22", null)]
    public void Due_ByWeekAndGap_IsOnlyASuggestion(string measured, string delivered, ThresholdReason? expected)
    {
        var days = delivered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(d => DateOnly.Parse(d, CultureInfo.InvariantCulture));

        Assert.Equal(expected, ThresholdRule.Due(Terms, measured.Length == 0 ? null : DateOnly.Parse(measured, CultureInfo.InvariantCulture), days, new DateOnly(2027, 2, 26)));
    }
}
