using System.Text.Json;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Appointments;

/// <summary>Time, place and state of a visit as its history keeps them.</summary>
public static class AppointmentSnapshot
{
    /// <summary>The snapshot as JSON.</summary>
    public static string Json(Appointment appointment) => JsonSerializer.Serialize(
        new
        {
            appointment.SiteId,
            appointment.StartsAt,
            appointment.EndsAt,
            appointment.LocalDate,
            appointment.LocalTime,
            appointment.State,
            appointment.DeviceId,
            appointment.RoomId,
            Staff = appointment.Staff.OrderBy(s => s.Role).Select(s => new { s.Role, s.StaffId }),
            appointment.Flags,
            appointment.ScheduleVersion,
            appointment.ConfirmedAt,
            appointment.CheckedInAt,
            appointment.StartedAt,
            appointment.ClosedAt,
            appointment.CloseReason,
            appointment.PartialCounts,
        },
        StoredJson.Options);
}
