using System.Globalization;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Tests.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Courses;

/// <summary>A short course of five acute sessions, then three tapering ones: Monday to Friday, then Monday, Wednesday, Friday.</summary>
public sealed class CourseProjectionTests
{
    private static readonly PhaseTarget[] Targets = [new("acute", 5), new("taper_3", 3)];
    private readonly List<Appointment> visits =
    [
        .. new[] { "03-01", "03-02", "03-03", "03-04", "03-05" }.Select(d => Visit("acute", d)),
        .. new[] { "03-08", "03-10", "03-12" }.Select(d => Visit("taper_3", d)),
    ];

    [Fact]
    public void EndsOn_NothingOwed_IsTheLastBooked() => Assert.Equal(Date("03-12"), EndsOn("03-01"));

    [Fact]
    public void EndsOn_AcuteSessionMissed_AppendsIt_AndTheTaperShifts()
    {
        visits[2].State = AppointmentState.NoShow;
        // Monday 8 makes up; the taper, two days apart and three a week with it, is Wednesday 10, Friday 12 and Monday 15.
        Assert.Equal(Date("03-15"), EndsOn("03-03"));
    }

    [Fact]
    public void EndsOn_LastAcuteSessionMissed_StaysWhereThereIsRoomBeforeTheTaper()
    {
        visits[4].State = AppointmentState.CancelledByPatient;
        Assert.Equal(Date("03-12"), EndsOn("03-03"));
    }

    [Fact]
    public void EndsOn_PartCounted_OwesNothing_UndecidedDoes()
    {
        (visits[2].State, visits[2].PartialCounts) = (AppointmentState.Partial, true);
        Assert.Equal(Date("03-12"), EndsOn("03-03"));
        visits[2].PartialCounts = null;
        Assert.Equal(Date("03-15"), EndsOn("03-03"));
    }

    [Fact]
    public void EndsOn_OwedLongAfter_IsNeverBeforeToday()
    {
        visits.RemoveRange(3, 5);
        Assert.Equal(Date("03-31"), EndsOn("03-22"));
    }

    [Fact]
    public void EndsOn_NothingBookedOrDelivered_IsUnknown()
    {
        visits.ForEach(v => v.State = AppointmentState.CancelledByClinic);
        Assert.Null(EndsOn("03-01"));
    }

    [Fact]
    public void InitialMissed_UntilTheNextVisitIsOne()
    {
        var protocol = Templates.Get("rtms_10hz_19");
        visits[0].Kind = "initial";
        Assert.False(SessionOrder.InitialMissed(protocol, visits));
        visits[0].State = AppointmentState.NoShow;
        Assert.True(SessionOrder.InitialMissed(protocol, visits));
        visits[0].State = AppointmentState.NeedsNewTime;
        Assert.True(SessionOrder.InitialMissed(protocol, visits));
        visits[1].Kind = "initial";
        Assert.False(SessionOrder.InitialMissed(protocol, visits));
        (visits[1].Kind, visits[1].State) = ("treatment", AppointmentState.Delivered);
        Assert.False(SessionOrder.InitialMissed(protocol, visits));
    }

    [Theory]
    [InlineData("03-02", "12:00", null)]
    [InlineData("03-02", "10:25", ViolationReasons.GapTooShort)]
    [InlineData("03-03", "12:00", ViolationReasons.DayFull)]
    public void Check_SecondSessionOnADay_OnlyOnTheDatesOfTheOrder_WithItsGap(string date, string time, string? broken)
    {
        var protocol = Templates.Get("rtms_10hz_19");
        var clock = SiteClock.ForZone("America/New_York");
        var (phase, kind) = (protocol.Phase("acute")!, protocol.Kind("treatment")!);
        var context = VisitContext.For(protocol) with
        {
            Phase = phase,
            CatchUp = [new CatchUpRule(Date("03-02"), Date("03-02"), 2, null, 60)],
            Others = [.. new[] { "03-01", "03-02", "03-03" }.Select(d => new CourseTreatment(Date(d), clock.FirstInstant(Date(d), new TimeOnly(9, 0)), kind, phase))],
        };

        var found = CadenceRules.Check(clock, context, kind, clock.FirstInstant(Date(date), TimeOnly.Parse(time, CultureInfo.InvariantCulture)));

        Assert.Equal(broken is null ? [] : [broken], found.Select(f => f.Reason));
    }

    private DateOnly? EndsOn(string today) =>
        CourseProjection.EndsOn(Templates.Get("rtms_10hz_19"), Targets, visits, Date(today), SiteClock.ForZone("America/New_York"), CoverageLimits.None, []);

    private static DateOnly Date(string monthDay) => DateOnly.ParseExact("2027-" + monthDay, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Appointment Visit(string phase, string monthDay) => new()
    {
        Id = Guid.NewGuid(),
        Kind = "treatment",
        Phase = phase,
        CountsAsSession = true,
        TimeZone = "America/New_York",
        LocalDate = Date(monthDay),
        StartsAt = new DateTimeOffset(Date(monthDay), new TimeOnly(14, 0), TimeSpan.Zero),
        State = AppointmentState.Booked,
    };
}
