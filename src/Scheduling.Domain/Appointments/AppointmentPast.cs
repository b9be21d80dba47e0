namespace Scheduling.Domain.Appointments;

/// <summary>What a visit went through before, as far as an undo leads back to it.</summary>
/// <param name="Confirmed">The patient had confirmed this time and place.</param>
/// <param name="CheckedIn">The patient had checked in.</param>
public readonly record struct AppointmentPast(bool Confirmed, bool CheckedIn)
{
    /// <summary>The past of a visit.</summary>
    public static AppointmentPast Of(Appointment appointment) => new(appointment.ConfirmedAt is not null, appointment.CheckedInAt is not null);
}
