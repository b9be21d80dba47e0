using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Calendars;

/// <summary>A visit as it stands in a calendar file (M9).</summary>
/// <param name="Visit">The visit: its id makes the UID, its schedule version the SEQUENCE, so that a later file replaces the same event.</param>
/// <param name="Summary">Title. For patients nothing but where (M5).</param>
/// <param name="Location">Where.</param>
/// <param name="Description">More; null for nothing.</param>
public sealed record CalendarEntry(Appointment Visit, string Summary, string? Location, string? Description = null);
