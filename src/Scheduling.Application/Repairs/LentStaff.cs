namespace Scheduling.Application.Repairs;

/// <summary>Somebody of another site who works here for one day instead.</summary>
/// <param name="StaffId">The member of staff.</param>
/// <param name="Date">Local date of the site lent to.</param>
/// <param name="FromSiteId">Where they have their shift that day.</param>
/// <param name="ToSiteId">Where they work instead.</param>
/// <param name="From">Start, in local time of the site lent to.</param>
/// <param name="Until">End, exclusive; 00:00 is the end of the day.</param>
internal sealed record LentStaff(Guid StaffId, DateOnly Date, Guid FromSiteId, Guid ToSiteId, TimeOnly From, TimeOnly Until);
