using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Appointments;

/// <summary>What a cancellation makes of a visit.</summary>
internal static class Cancellation
{
    /// <summary>Cancels a visit whose state allows it. A patient's cancellation under the clinic's notice is flagged late.</summary>
    public static void Apply(Appointment visit, bool byPatient, string reason, DateTimeOffset now, AppointmentOptions options)
    {
        visit.LateCancel = byPatient && visit.State != AppointmentState.NeedsNewTime && visit.StartsAt - now < TimeSpan.FromHours(options.LateCancelHours);
        visit.State = AppointmentTransitions.Next(visit.State, byPatient ? AppointmentAction.CancelByPatient : AppointmentAction.CancelByClinic)
            ?? throw new InvalidOperationException("The visit can't be cancelled.");
        (visit.CloseReason, visit.ClosedAt) = (reason, now);
        visit.ScheduleVersion++;
    }
}
