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
    public IReadOnlyDictionary<StaffRole, Guid> Staff => Appointment.Staff.GroupBy(s => s.Role).ToDictionary(g => g.Key, g => g.Min(s => s.StaffId));

    /// <summary>The visit as it stands, to be booked elsewhere or again.</summary>
    public VisitToBook AsBooked => new()
    {
        AppointmentId = Appointment.Id,
        SiteId = Appointment.SiteId,
        Kind = Kind,
        Start = Clock.ToLocal(Appointment.StartsAt),
        Phase = Appointment.Phase,
        Staff = Staff,
        DeviceId = Appointment.DeviceId,
        RoomId = Appointment.RoomId,
    };
}
