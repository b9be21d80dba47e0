using static Scheduling.Domain.Appointments.AppointmentAction;
using static Scheduling.Domain.Appointments.AppointmentState;

namespace Scheduling.Domain.Appointments;

/// <summary>The one table of appointment states: what may be done in which state, and what comes of it. What isn't in it is refused.</summary>
public static class AppointmentTransitions
{
    /// <summary>Every row.</summary>
    public static IReadOnlyList<AppointmentTransition> Table { get; } =
    [
        new(Booked, Confirm, Confirmed),
        new(Booked, Move, Booked),
        new(Booked, Swap, Booked),
        new(Booked, Late, Booked),
        new(Booked, CheckIn, CheckedIn),
        new(Booked, Deliver, Delivered),
        new(Booked, Miss, NoShow),
        new(Booked, CancelByPatient, CancelledByPatient),
        new(Booked, CancelByClinic, CancelledByClinic),
        new(Booked, LosePlace, NeedsNewTime),

        new(Confirmed, Move, Booked),
        new(Confirmed, Swap, Confirmed),
        new(Confirmed, Late, Confirmed),
        new(Confirmed, CheckIn, CheckedIn),
        new(Confirmed, Deliver, Delivered),
        new(Confirmed, Miss, NoShow),
        new(Confirmed, CancelByPatient, CancelledByPatient),
        new(Confirmed, CancelByClinic, CancelledByClinic),
        new(Confirmed, LosePlace, NeedsNewTime),

        new(NeedsNewTime, Move, Booked),
        new(NeedsNewTime, CancelByPatient, CancelledByPatient),
        new(NeedsNewTime, CancelByClinic, CancelledByClinic),

        new(CheckedIn, Start, InProgress),
        // Started and ended in one entry, where nobody stands by with a clock.
        new(CheckedIn, Deliver, Delivered),
        new(CheckedIn, SendHome, SentHome),
        new(CheckedIn, Undo, Booked),

        new(InProgress, Deliver, Delivered),
        new(InProgress, DeliverPart, Partial),

        new(Delivered, Undo, CheckedIn),
        new(Partial, Undo, CheckedIn),
        new(SentHome, Undo, CheckedIn),
        new(NoShow, Undo, Booked),
        new(CancelledByPatient, Undo, Booked),
        new(CancelledByClinic, Undo, Booked),
    ];

    private static readonly Dictionary<(AppointmentState, AppointmentAction), AppointmentState> Rows = Table.ToDictionary(t => (t.From, t.Action), t => t.To);

    /// <summary>
    /// The state that an action leads to, or null where it is not allowed. An undo leads back to a check-in only where there was one, and a visit that
    /// was confirmed is confirmed again.
    /// </summary>
    /// <param name="from">The state now.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="past">What the visit went through; decides where an undo leads back to.</param>
    public static AppointmentState? Next(AppointmentState from, AppointmentAction action, AppointmentPast past = default)
    {
        if (!Rows.TryGetValue((from, action), out var to))
        {
            return null;
        }

        if (action != Undo || (to == CheckedIn && past.CheckedIn))
        {
            return to;
        }

        return past.Confirmed ? Confirmed : Booked;
    }
}
