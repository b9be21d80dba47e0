using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Courses;

/// <summary>R14 by a calendar of 2027: February 26 is a Friday, March 14 the spring change of New York, November 7 the autumn change.</summary>
public sealed class GapRuleTests
{
    private static readonly GapBand[] Shipped =
    [
        new() { From = 3, Unit = GapUnit.Weekdays, Action = GapAction.Flag },
        new() { From = 7, Unit = GapUnit.Days, Action = GapAction.PrescriberReview },
        new() { From = 14, Unit = GapUnit.Days, Action = GapAction.Hold },
    ];

    [Theory]
    [InlineData("02-22", "02-22", 0, 0, null)]
    [InlineData("02-22", "02-24", 2, 2, null)]
    [InlineData("02-22", "02-25", 3, 3, "Flag")]
    // A weekend is no weekdays.
    [InlineData("02-26", "03-01", 3, 1, null)]
    [InlineData("02-26", "03-02", 4, 2, null)]
    [InlineData("02-26", "03-03", 5, 3, "Flag")]
    [InlineData("02-22", "02-28", 6, 4, "Flag")]
    [InlineData("02-22", "03-01", 7, 5, "PrescriberReview")]
    [InlineData("02-22", "03-07", 13, 9, "PrescriberReview")]
    [InlineData("02-22", "03-08", 14, 10, "Hold")]
    [InlineData("02-22", "12-31", 312, 224, "Hold")]
    // Over the changes of clocks a day is a day.
    [InlineData("03-12", "03-17", 5, 3, "Flag")]
    [InlineData("03-10", "03-24", 14, 10, "Hold")]
    [InlineData("11-05", "11-09", 4, 2, null)]
    [InlineData("11-03", "11-10", 7, 5, "PrescriberReview")]
    public void On_CountsDaysAndWeekdays(string last, string today, int days, int weekdays, string? action) =>
        Assert.Equal(new CourseGap(Date(last), days, weekdays, Parse(action)), GapRule.On(Shipped, Date(last), Date(today), [], new HashSet<DateOnly>()));

    [Theory]
    // A holiday is no weekday, but a day.
    [InlineData("02-22", "02-25", "02-24", 3, 2, null)]
    [InlineData("02-22", "03-01", "02-24", 7, 4, "PrescriberReview")]
    [InlineData("02-26", "03-03", "02-28", 5, 3, "Flag")]
    public void On_Holidays(string last, string today, string holiday, int days, int weekdays, string? action) =>
        Assert.Equal(new CourseGap(Date(last), days, weekdays, Parse(action)), GapRule.On(Shipped, Date(last), Date(today), [], new HashSet<DateOnly> { Date(holiday) }));

    [Theory]
    [InlineData("02-22", "03-08", "02-23", "03-07", 1, 1, null)]
    [InlineData("02-22", "03-08", "02-22", "03-08", 0, 0, null)]
    [InlineData("02-22", "03-08", "02-27", "02-28", 12, 10, "PrescriberReview")]
    [InlineData("02-22", "02-25", "02-25", "02-25", 2, 2, null)]
    [InlineData("02-22", "02-25", "02-26", "03-05", 3, 3, "Flag")]
    public void On_AnAbsence_ExcusesOnlyWhereAPrescriberApprovedIt(string last, string today, string from, string until, int days, int weekdays, string? action)
    {
        var absence = new Absence(Guid.NewGuid(), Date(from), Date(until), "Travels", "dr-lee");
        var none = new HashSet<DateOnly>();

        Assert.Equal(new CourseGap(Date(last), days, weekdays, Parse(action)), GapRule.On(Shipped, Date(last), Date(today), [absence, absence with { Id = Guid.NewGuid() }], none));
        Assert.Equal(GapRule.On(Shipped, Date(last), Date(today), [], none), GapRule.On(Shipped, Date(last), Date(today), [absence with { ApprovedBy = null }], none));
    }

    [Fact]
    public void On_BandsAreTheProtocols()
    {
        GapBand[] phototherapy = [new() { From = 7, Unit = GapUnit.Days, Action = GapAction.Flag }, new() { From = 28, Unit = GapUnit.Days, Action = GapAction.Hold }];
        CourseGap At(string today, IReadOnlyList<GapBand> bands) => GapRule.On(bands, Date("02-22"), Date(today), [], new HashSet<DateOnly>());

        Assert.Equal([null, GapAction.Flag, GapAction.Flag, GapAction.Hold], new[] { "02-28", "03-01", "03-21", "03-22" }.Select(d => At(d, phototherapy).Action));
        Assert.Null(At("12-31", []).Action);
        Assert.Equal((7, 28, null), (GapRule.Earliest(phototherapy, GapAction.Flag), GapRule.Earliest(phototherapy, GapAction.PrescriberReview), GapRule.Earliest([], GapAction.Flag)));
    }

    // The day is the site's: half past eleven at night of the spring change is still that day.
    [Theory]
    [InlineData("2027-03-15T03:30:00Z", "2027-03-14")]
    [InlineData("2027-03-15T04:30:00Z", "2027-03-15")]
    [InlineData("2027-11-08T04:30:00Z", "2027-11-07")]
    public void TheLocalDate_IsTheSites(string instant, string date) =>
        Assert.Equal(DateOnly.Parse(date, null), SiteClock.ForZone("America/New_York").DateOf(DateTimeOffset.Parse(instant, null)));

    private static DateOnly Date(string monthAndDay) => DateOnly.Parse($"2027-{monthAndDay}", null);

    private static GapAction? Parse(string? word) => word is null ? null : Enum.Parse<GapAction>(word);
}
