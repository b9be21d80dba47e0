using Scheduling.Domain.Appointments;

namespace Scheduling.Domain.Tests.Appointments;

/// <summary>The table of domain.md, cell by cell.</summary>
public sealed class AppointmentTransitionsTests
{
    private static readonly Dictionary<AppointmentState, Dictionary<AppointmentAction, AppointmentState>> Table = new()
    {
        [AppointmentState.Booked] = Awaited(AppointmentState.Booked).Concat([new(AppointmentAction.Confirm, AppointmentState.Confirmed)]).ToDictionary(),
        [AppointmentState.Confirmed] = Awaited(AppointmentState.Confirmed).ToDictionary(),
        [AppointmentState.NeedsNewTime] = new()
        {
            [AppointmentAction.Move] = AppointmentState.Booked,
            [AppointmentAction.CancelByPatient] = AppointmentState.CancelledByPatient,
            [AppointmentAction.CancelByClinic] = AppointmentState.CancelledByClinic,
        },
        [AppointmentState.CheckedIn] = new()
        {
            [AppointmentAction.Start] = AppointmentState.InProgress,
            [AppointmentAction.Deliver] = AppointmentState.Delivered,
            [AppointmentAction.SendHome] = AppointmentState.SentHome,
            [AppointmentAction.Undo] = AppointmentState.Booked,
        },
        [AppointmentState.InProgress] = new() { [AppointmentAction.Deliver] = AppointmentState.Delivered, [AppointmentAction.DeliverPart] = AppointmentState.Partial },
        [AppointmentState.Delivered] = new() { [AppointmentAction.Undo] = AppointmentState.Booked },
        [AppointmentState.Partial] = new() { [AppointmentAction.Undo] = AppointmentState.Booked },
        [AppointmentState.SentHome] = new() { [AppointmentAction.Undo] = AppointmentState.Booked },
        [AppointmentState.NoShow] = new() { [AppointmentAction.Undo] = AppointmentState.Booked },
        [AppointmentState.CancelledByPatient] = new() { [AppointmentAction.Undo] = AppointmentState.Booked },
        [AppointmentState.CancelledByClinic] = new() { [AppointmentAction.Undo] = AppointmentState.Booked },
    };

    [Fact]
    public void Next_ForEveryStateAndAction_IsTheTable()
    {
        foreach (var state in Enum.GetValues<AppointmentState>())
        {
            foreach (var action in Enum.GetValues<AppointmentAction>())
            {
                AppointmentState? expected = Table[state].TryGetValue(action, out var next) ? next : null;
                Assert.True(expected == AppointmentTransitions.Next(state, action), $"{state}, {action}: {AppointmentTransitions.Next(state, action)}");
                Assert.Equal(expected is not null, AppointmentTransitions.Table.Count(t => t.From == state && t.Action == action) == 1);
            }
        }
    }

    [Theory]
    [InlineData(AppointmentState.Delivered, AppointmentState.CheckedIn)]
    [InlineData(AppointmentState.Partial, AppointmentState.CheckedIn)]
    [InlineData(AppointmentState.SentHome, AppointmentState.CheckedIn)]
    [InlineData(AppointmentState.CheckedIn, AppointmentState.Booked)]
    [InlineData(AppointmentState.NoShow, AppointmentState.Booked)]
    public void Next_UndoAfterACheckIn_LeadsBackToIt(AppointmentState from, AppointmentState to) =>
        Assert.Equal(to, AppointmentTransitions.Next(from, AppointmentAction.Undo, new AppointmentPast(Confirmed: false, CheckedIn: true)));

    [Theory]
    [InlineData(AppointmentState.CheckedIn)]
    [InlineData(AppointmentState.Delivered)]
    [InlineData(AppointmentState.NoShow)]
    [InlineData(AppointmentState.CancelledByPatient)]
    public void Next_UndoOfAVisitThatWasConfirmed_LeadsBackToTheConfirmation(AppointmentState from) =>
        Assert.Equal(AppointmentState.Confirmed, AppointmentTransitions.Next(from, AppointmentAction.Undo, new AppointmentPast(Confirmed: true, CheckedIn: false)));

    [Fact]
    public void Next_UndoOfATreatmentUnderWay_IsRefused() =>
        Assert.Null(AppointmentTransitions.Next(AppointmentState.InProgress, AppointmentAction.Undo, new AppointmentPast(Confirmed: true, CheckedIn: true)));

    [Fact]
    public void Next_ThatFreesResources_OwesTheSession_AndTheOtherWayRound()
    {
        foreach (var state in Enum.GetValues<AppointmentState>())
        {
            Assert.NotEqual(state.TakesResources(), state.OwesSession());
        }
    }

    private static IEnumerable<KeyValuePair<AppointmentAction, AppointmentState>> Awaited(AppointmentState own) =>
    [
        new(AppointmentAction.Move, AppointmentState.Booked),
        new(AppointmentAction.Swap, own),
        new(AppointmentAction.CheckIn, AppointmentState.CheckedIn),
        new(AppointmentAction.Deliver, AppointmentState.Delivered),
        new(AppointmentAction.Late, own),
        new(AppointmentAction.Miss, AppointmentState.NoShow),
        new(AppointmentAction.CancelByPatient, AppointmentState.CancelledByPatient),
        new(AppointmentAction.CancelByClinic, AppointmentState.CancelledByClinic),
        new(AppointmentAction.LosePlace, AppointmentState.NeedsNewTime),
    ];
}
