using System.Globalization;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Messages;

/// <summary>M1, M2, M4, M10: which reminders a book calls for, and when. 2027-03-08 is a Monday; clocks go forward on the 14th.</summary>
public sealed class ReminderScheduleTests
{
    private static readonly SiteClock NewYork = SiteClock.ForZone("America/New_York");
    private static readonly Guid Course = new(9, 0, 0, new byte[8]);
    private static readonly DateTimeOffset LongAgo = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_FirstVisit_IsRemindedOfThreeDaysAndOneDayBefore() => Assert.Equal(
        ["P3D 2027-03-05 10:00 until 2027-03-07 10:00", "P1D 2027-03-07 10:00 until 2027-03-08 09:00"],
        Told([Visit(1, 8)]));

    [Fact]
    public void Of_RunningCourse_GetsOneDigestAWeek() => Assert.Equal(
        [
            "P3D 2027-03-05 10:00 until 2027-03-07 10:00", "P1D 2027-03-07 10:00 until 2027-03-08 09:00", "2027-03-07 2027-03-07 16:00 until 2027-03-12 09:00",
            "2027-03-14 2027-03-14 16:00 until 2027-03-16 09:00",
        ],
        Told([.. Enumerable.Range(8, 5).Select(d => Visit(d, d)), Visit(15, 15), Visit(16, 16)]));

    [Theory]
    // A weekend is no gap; a long one is.
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void Of_GapOfThreeDays_StartsAnew(int day, bool reminded) =>
        Assert.Equal(reminded, Of([Visit(1, 12, AppointmentState.Delivered), Visit(2, day)]).Any(d => d.Offset == "P3D"));

    [Fact]
    public void Of_DayAfterAMiss_IsRemindedOfTheDayBefore() => Assert.Equal(
        ["P1D 2027-03-09 10:00 until 2027-03-10 09:00"],
        Told([Visit(1, 9, AppointmentState.NoShow), Visit(2, 10)]));

    [Fact]
    public void Of_CancelledVisit_BridgesNoGap() =>
        Assert.Contains(Of([Visit(1, 8, AppointmentState.Delivered), Visit(2, 10, AppointmentState.CancelledByClinic), Visit(3, 12)]), d => d.Offset == "P3D");

    [Fact]
    public void Of_TenVisitsADay_AreRemindedOfOnce() =>
        Assert.Equal(2, Of([.. Enumerable.Range(1, 10).Select(i => Visit(i, 8) with { StartsAt = At(8).AddMinutes(60 * i) })]).Count(d => d.Kind == MessageKind.VisitReminder));

    [Fact]
    public void Of_MovedVisit_HasAnotherName()
    {
        var before = Of([Visit(1, 8)]);
        var after = Of([Visit(1, 8) with { StartsAt = At(9), ScheduleVersion = 2 }]);

        Assert.Empty(before.Select(d => d.Name).Intersect(after.Select(d => d.Name)));
    }

    [Fact]
    public void Of_WhatWasDueBefore_IsLeftOut() => Assert.Equal(["P1D"], Of([Visit(1, 8)], from: At(6)).Select(d => d.Offset));

    [Fact]
    public void Of_AskedForEveryDay_GetsTheDayBefore() =>
        Assert.Equal(["P1D"], Of([Visit(1, 8, AppointmentState.Delivered), Visit(2, 9)], always: true).Where(d => d.Kind == MessageKind.VisitReminder).Select(d => d.Offset));

    /// <summary>60 days over a change of clocks, in ten zones: at the wall time of the policy, in no quiet hour, none twice, none after the visit began.</summary>
    [Theory]
    [InlineData("America/New_York", 3)]
    [InlineData("America/New_York", 10)]
    [InlineData("America/Los_Angeles", 3)]
    [InlineData("America/Phoenix", 3)]
    [InlineData("America/St_Johns", 10)]
    [InlineData("Europe/Berlin", 3)]
    [InlineData("Europe/London", 10)]
    [InlineData("Australia/Lord_Howe", 3)]
    [InlineData("Pacific/Auckland", 3)]
    [InlineData("Asia/Kathmandu", 3)]
    [InlineData("America/Sao_Paulo", 10)]
    public void Of_SixtyDaysInAnyZone_KeepsTheWallClock(string zone, int month)
    {
        var clock = SiteClock.ForZone(zone);
        var random = new Random(zone.Length * month);
        var first = new DateOnly(2027, month, 1);
        var visits = Enumerable.Range(0, 60).Where(_ => random.Next(3) > 0)
            .Select(d => new VisitToRemind(new Guid(d + 1, 0, 0, new byte[8]), Course, clock.FirstInstant(first.AddDays(d), new TimeOnly(random.Next(24), 30)), AppointmentState.Booked, 1)).ToList();

        var due = ReminderSchedule.Of(visits, ReminderPolicy.Default, clock, LongAgo, dayBeforeAlways: true);

        Assert.NotEmpty(due);
        Assert.Equal(due.Count, due.Select(d => d.Name).Distinct().Count());
        Assert.All(due, d =>
        {
            Assert.Equal(d.Kind == MessageKind.WeeklyDigest ? new TimeOnly(16, 0) : new TimeOnly(10, 0), clock.TimeOf(d.DueAt));
            Assert.True(d.DueAt < d.UseUntil);
            Assert.True(d.AppointmentId is not { } id || d.UseUntil <= visits.Single(v => v.AppointmentId == id).StartsAt);
        });
    }

    private static IReadOnlyList<DueReminder> Of(IReadOnlyList<VisitToRemind> visits, DateTimeOffset? from = null, bool always = false) =>
        ReminderSchedule.Of(visits.Reverse(), ReminderPolicy.Default, NewYork, from ?? LongAgo, always);

    private static IEnumerable<string> Told(IReadOnlyList<VisitToRemind> visits) =>
        Of(visits).Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Offset} {NewYork.ToLocal(d.DueAt):yyyy-MM-dd HH:mm} until {NewYork.ToLocal(d.UseUntil):yyyy-MM-dd HH:mm}"));

    private static VisitToRemind Visit(int id, int day, AppointmentState state = AppointmentState.Booked) => new(new Guid(id, 0, 0, new byte[8]), Course, At(day), state, 1);

    private static DateTimeOffset At(int day) => NewYork.FirstInstant(new DateOnly(2027, 3, day), new TimeOnly(9, 0));
}
