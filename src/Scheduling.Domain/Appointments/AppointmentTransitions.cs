namespace Scheduling.Domain.Appointments;

/// <summary>The table of appointment states as a function: what may be done in which state, and what comes of it.</summary>
public static class AppointmentTransitions
{
    /// <summary>The state that an action leads to, or null where it is not allowed.</summary>
    /// <param name="from">The state now.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="checkedIn">Whether the patient had checked in; decides where an undo leads back to.</param>
    public static AppointmentState? Next(AppointmentState from, AppointmentAction action, bool checkedIn = false) => action switch
    {
        AppointmentAction.Confirm => from == AppointmentState.Booked ? AppointmentState.Confirmed : null,
        AppointmentAction.Move => from.MayMove() ? AppointmentState.Booked : null,
        AppointmentAction.Swap => IsAwaited(from) ? from : null,
        AppointmentAction.CheckIn => IsAwaited(from) ? AppointmentState.CheckedIn : null,
        AppointmentAction.Start => from == AppointmentState.CheckedIn ? AppointmentState.InProgress : null,
        // Delivery of a visit that was never started is entered late, or started and ended in one step.
        AppointmentAction.Deliver => from.IsToCome() ? AppointmentState.Delivered : null,
        AppointmentAction.DeliverPart => from == AppointmentState.InProgress ? AppointmentState.Partial : null,
        AppointmentAction.SendHome => from == AppointmentState.CheckedIn ? AppointmentState.SentHome : null,
        AppointmentAction.NoShow => IsAwaited(from) ? AppointmentState.NoShow : null,
        AppointmentAction.CancelByPatient => from.MayMove() ? AppointmentState.CancelledByPatient : null,
        AppointmentAction.CancelByClinic => from.MayMove() ? AppointmentState.CancelledByClinic : null,
        AppointmentAction.LosePlace => IsAwaited(from) ? AppointmentState.NeedsNewTime : null,
        AppointmentAction.Undo => Undone(from, checkedIn),
        _ => null,
    };

    private static bool IsAwaited(AppointmentState state) => state is AppointmentState.Booked or AppointmentState.Confirmed;

    private static AppointmentState? Undone(AppointmentState from, bool checkedIn) => from switch
    {
        AppointmentState.CheckedIn => AppointmentState.Booked,
        AppointmentState.Delivered or AppointmentState.Partial or AppointmentState.SentHome => checkedIn ? AppointmentState.CheckedIn : AppointmentState.Booked,
        AppointmentState.NoShow or AppointmentState.CancelledByPatient or AppointmentState.CancelledByClinic => AppointmentState.Booked,
        _ => null,
    };
}
