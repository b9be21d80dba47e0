using Scheduling.Domain.Appointments;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>A visit of the book with what it was booked under.</summary>
/// <param name="Appointment">The visit, staff included.</param>
/// <param name="Terms">Patient, course and protocol.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Clock">The clock of its site.</param>
public sealed record BookedVisit(Appointment Appointment, BookingTerms Terms, VisitKind Kind, SiteClock Clock)
{
    /// <summary>Role to person. Where a role has several people, as only imports make it, the first by id.</summary>
    public IReadOnlyDictionary<StaffRole, Guid> Staff => StaffOf(Appointment);

    /// <summary>The visit as it stands, to be booked elsewhere or again.</summary>
    public VisitToBook AsBooked => Place(Appointment, Kind, Clock);

    /// <summary>The place of a visit whose staff is loaded.</summary>
    public static VisitToBook Place(Appointment appointment, VisitKind kind, SiteClock clock) => new()
    {
        AppointmentId = appointment.Id,
        SiteId = appointment.SiteId,
        Kind = kind,
        Start = clock.ToLocal(appointment.StartsAt),
        Phase = appointment.Phase,
        Staff = StaffOf(appointment),
        DeviceId = appointment.DeviceId,
        RoomId = appointment.RoomId,
    };

    private static Dictionary<StaffRole, Guid> StaffOf(Appointment appointment) => appointment.Staff.GroupBy(s => s.Role).ToDictionary(g => g.Key, g => g.Min(s => s.StaffId));
}
