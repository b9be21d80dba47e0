namespace Scheduling.Domain.Staffing;

/// <summary>A shift that repeats every week at a site, in the site's local time.</summary>
/// <param name="SiteId">Where.</param>
/// <param name="Day">Weekday.</param>
/// <param name="From">Local start, inclusive.</param>
/// <param name="Until">Local end, exclusive; 00:00 means the end of the day.</param>
/// <param name="Mode">In person or by video.</param>
/// <param name="ValidFrom">First date it holds, inclusive; null for always.</param>
/// <param name="ValidUntil">Last date it holds, inclusive; null for always.</param>
public sealed record WeeklyShift(Guid SiteId, DayOfWeek Day, TimeOnly From, TimeOnly Until, PresenceMode Mode = PresenceMode.InPerson, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null);
