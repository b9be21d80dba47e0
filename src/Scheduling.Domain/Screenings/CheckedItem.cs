namespace Scheduling.Domain.Screenings;

/// <summary>An item of the day's checklist as it was found.</summary>
/// <param name="Item">Code of the item.</param>
/// <param name="Fine">Whether it is as it has to be.</param>
/// <param name="Note">What was found.</param>
public sealed record CheckedItem(string Item, bool Fine, string? Note = null);
