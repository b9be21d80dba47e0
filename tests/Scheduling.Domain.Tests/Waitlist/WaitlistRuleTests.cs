using Scheduling.Domain.Appointments;
using Scheduling.Domain.Time;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Domain.Tests.Waitlist;

/// <summary>A course with visits at 9:00 from Monday, 2027-02-22, to Thursday; now is Monday at 6:00 in New York.</summary>
public sealed class WaitlistRuleTests
{
    private static readonly SiteClock Clock = SiteClock.ForZone("America/New_York");
    private static readonly DateTimeOffset Now = new(2027, 2, 22, 6, 0, 0, TimeSpan.FromHours(-5));
    private static readonly Guid Course = Guid.NewGuid();
    private static readonly WeeklyWindow[] Evenings = [new(DayOfWeek.Wednesday, new(16, 0), new(19, 0)), new(DayOfWeek.Thursday, new(16, 0), TimeOnly.MinValue)];

    [Theory]
    // Sooner: the next visit, Monday's.
    [InlineData("sooner", "22 08:00", 22)]
    [InlineData("sooner", "22 09:00", null)]
    [InlineData("sooner", "23 08:00", null)]
    // Another time: the visit of that day, where it is not in a window already.
    [InlineData("other", "24 16:00", 24)]
    [InlineData("other", "24 18:55", 24)]
    [InlineData("other", "24 19:00", null)]
    [InlineData("other", "25 23:00", 25)]
    [InlineData("other", "23 16:00", null)]
    [InlineData("other", "26 16:00", null)]
    public void VisitFor_OfACourse(string wish, string start, int? day)
    {
        var entry = new WaitlistEntry { CourseId = Course, Wants = wish == "sooner" ? WaitlistWish.Sooner : WaitlistWish.OtherTime, Windows = wish == "sooner" ? [] : Evenings };

        Assert.Equal(day, WaitlistRule.VisitFor(entry, At(start), Visits(), Now, Clock)?.LocalDate.Day);
    }

    [Fact]
    public void VisitFor_OneVisit_InDates_AndStillToCome()
    {
        var visits = Visits();
        var entry = new WaitlistEntry { CourseId = Course, AppointmentId = visits[2].Id, Wants = WaitlistWish.Sooner, FromDate = new(2027, 2, 23), UntilDate = new(2027, 2, 23) };

        Assert.Null(WaitlistRule.VisitFor(entry, At("22 10:00"), visits, Now, Clock));
        Assert.Same(visits[2], WaitlistRule.VisitFor(entry, At("23 10:00"), visits, Now, Clock));
        Assert.Null(WaitlistRule.VisitFor(entry, At("24 08:00"), visits, Now, Clock));
        visits[2].State = AppointmentState.CheckedIn;
        Assert.Null(WaitlistRule.VisitFor(entry, At("23 10:00"), visits, Now, Clock));
        Assert.Null(WaitlistRule.VisitFor(new WaitlistEntry { CourseId = Course, AppointmentId = visits[3].Id, Wants = WaitlistWish.OtherTime }, At("24 16:00"), visits, Now, Clock));
    }

    private static DateTimeOffset At(string dayAndTime) => Clock.FirstInstant(new DateOnly(2027, 2, int.Parse(dayAndTime[..2], null)), TimeOnly.Parse(dayAndTime[3..], null));

    private static List<Appointment> Visits() =>
        [.. Enumerable.Range(22, 4).Select(day => new Appointment { Id = Guid.NewGuid(), CourseId = Course, Kind = "treatment", TimeZone = Clock.ZoneId, LocalDate = new(2027, 2, day), StartsAt = At($"{day} 09:00"), State = AppointmentState.Booked })];
}
