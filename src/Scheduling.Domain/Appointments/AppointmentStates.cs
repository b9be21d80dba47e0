namespace Scheduling.Domain.Appointments;

/// <summary>The table of appointment states: what each takes and may become.</summary>
public static class AppointmentStates
{
    /// <summary>True while the appointment takes its resources.</summary>
    public static bool TakesResources(this AppointmentState state) => state is AppointmentState.Booked or AppointmentState.Confirmed
        or AppointmentState.CheckedIn or AppointmentState.InProgress or AppointmentState.Delivered or AppointmentState.Partial;

    /// <summary>True while it is still to come: counted among the live appointments that number sessions.</summary>
    public static bool IsToCome(this AppointmentState state) => state is AppointmentState.Booked or AppointmentState.Confirmed
        or AppointmentState.CheckedIn or AppointmentState.InProgress;

    /// <summary>True when it may be moved or cancelled (R12).</summary>
    public static bool MayMove(this AppointmentState state) => state is AppointmentState.Booked or AppointmentState.Confirmed or AppointmentState.NeedsNewTime;

    /// <summary>True when its session is owed again (R10). One delivered in part is owed until the prescriber counts it, which is not a matter of its state.</summary>
    public static bool OwesSession(this AppointmentState state) => state is AppointmentState.NeedsNewTime or AppointmentState.SentHome
        or AppointmentState.NoShow or AppointmentState.CancelledByPatient or AppointmentState.CancelledByClinic;

    /// <summary>True while nobody has entered what became of it. Once its end is past it is listed as not closed, and never guessed.</summary>
    public static IReadOnlyList<AppointmentState> Open { get; } = [.. Enum.GetValues<AppointmentState>().Where(IsToCome)];
}
