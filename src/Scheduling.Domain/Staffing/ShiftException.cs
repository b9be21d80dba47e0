namespace Scheduling.Domain.Staffing;

/// <summary>What is different on one date: it replaces that date's weekly shifts of the member of staff, at every site.</summary>
/// <param name="Date">The local date.</param>
/// <param name="Shifts">The shifts of that date; empty for a day off.</param>
/// <param name="Reason">Why, for staff.</param>
public sealed record ShiftException(DateOnly Date, IReadOnlyList<DatedShift> Shifts, string? Reason = null);

/// <summary>One shift of a dated exception.</summary>
/// <param name="SiteId">Where.</param>
/// <param name="From">Local start, inclusive.</param>
/// <param name="Until">Local end, exclusive; 00:00 means the end of the day.</param>
/// <param name="Mode">In person or by video.</param>
public sealed record DatedShift(Guid SiteId, TimeOnly From, TimeOnly Until, PresenceMode Mode = PresenceMode.InPerson);
