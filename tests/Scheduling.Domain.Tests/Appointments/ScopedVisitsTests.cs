using Scheduling.Domain.Appointments;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Appointments;

/// <summary>R12: which visits a scope is about.</summary>
public sealed class ScopedVisitsTests
{
    private static readonly DateTimeOffset Now = new(2027, 2, 24, 9, 10, 0, TimeSpan.Zero);

    // One visit a day at 9:00 from Monday the 22nd on; on Wednesday it is ten past nine.
    private static readonly AppointmentState[] Course =
    [
        AppointmentState.Delivered, AppointmentState.NoShow, AppointmentState.CheckedIn, AppointmentState.Booked, AppointmentState.NeedsNewTime, AppointmentState.CancelledByClinic, AppointmentState.Confirmed,
    ];

    [Theory]
    [InlineData(ChangeScope.This, 3, AppointmentAction.Move, "3", "")]
    [InlineData(ChangeScope.Following, 3, AppointmentAction.Move, "3 6", "4")]
    [InlineData(ChangeScope.Following, 6, AppointmentAction.Move, "6", "")]
    [InlineData(ChangeScope.Remaining, 6, AppointmentAction.Move, "3 6", "2 4")]
    [InlineData(ChangeScope.Remaining, 0, AppointmentAction.Move, "3 6", "2 4")]
    [InlineData(ChangeScope.Following, 2, AppointmentAction.Move, "3 6", "2 4")]
    [InlineData(ChangeScope.This, 0, AppointmentAction.Move, "", "")]
    [InlineData(ChangeScope.Following, 3, AppointmentAction.CancelByPatient, "3 4 6", "")]
    [InlineData(ChangeScope.Remaining, 3, AppointmentAction.CancelByClinic, "3 4 6", "2")]
    public void Of_AScope_TakesWhatMayChange_AndNamesWhatStays(ChangeScope scope, int named, AppointmentAction action, string changing, string staying)
    {
        var visits = Course.Select((state, day) => Visit(day, state)).ToList();
        var scoped = ScopedVisits.Of(visits.AsEnumerable().Reverse(), visits[named], scope, action, Now);
        Assert.Equal(changing, string.Join(' ', scoped.Changing.Select(v => visits.IndexOf(v))));
        Assert.Equal(staying, string.Join(' ', scoped.Staying.Select(v => visits.IndexOf(v))));
    }

    [Fact]
    public void Of_AVisitThatIsBookedButHasBegun_StaysAsItIs()
    {
        var visits = new[] { Visit(2, AppointmentState.Booked), Visit(3, AppointmentState.Booked) };
        var scoped = ScopedVisits.Of(visits, visits[0], ChangeScope.Remaining, AppointmentAction.Move, Now);
        Assert.Equal([visits[1]], scoped.Changing);
        Assert.Equal([visits[0]], scoped.Staying);
    }

    [Theory]
    [InlineData(20, null, "2027-02-26 09:20")]
    [InlineData(-600, null, "2027-02-25 23:00")]
    [InlineData(0, "14:30", "2027-02-26 14:30")]
    [InlineData(0, null, "2027-02-26 09:00")]
    public void StartChange_IsOnTheWallClock(int minutes, string? daily, string expected)
    {
        var change = new StartChange(TimeSpan.FromMinutes(minutes), daily is null ? null : TimeOnly.Parse(daily, System.Globalization.CultureInfo.InvariantCulture));
        var (date, time) = change.Of(new DateOnly(2027, 2, 26), new TimeOnly(9, 0));
        Assert.Equal(expected, $"{date:yyyy-MM-dd} {time:HH:mm}");
    }

    [Fact]
    public void StartChange_AcrossAChangeOfClocks_KeepsTheWallClock()
    {
        // Clocks go forward in New York on 14 March 2027: three days on are 71 hours.
        var clock = SiteClock.ForZone("America/New_York");
        var change = StartChange.Between(new DateOnly(2027, 3, 12), new TimeOnly(9, 0), new DateOnly(2027, 3, 15), new TimeOnly(9, 0));
        Assert.Equal((new DateOnly(2027, 3, 16), new TimeOnly(8, 30)), change.Of(new DateOnly(2027, 3, 13), new TimeOnly(8, 30)));
        Assert.Equal(TimeSpan.FromHours(71), clock.FirstInstant(new DateOnly(2027, 3, 15), new TimeOnly(9, 0)) - clock.FirstInstant(new DateOnly(2027, 3, 12), new TimeOnly(9, 0)));
    }

    private static Appointment Visit(int day, AppointmentState state) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = "treatment",
        TimeZone = "UTC",
        State = state,
        StartsAt = new DateTimeOffset(2027, 2, 22, 9, 0, 0, TimeSpan.Zero).AddDays(day),
        EndsAt = new DateTimeOffset(2027, 2, 22, 9, 30, 0, TimeSpan.Zero).AddDays(day),
    };
}
