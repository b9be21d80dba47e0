namespace Scheduling.Application.Outcomes;

/// <summary>A scale to be entered: its items, or the total alone.</summary>
/// <param name="Instrument">Code of the instrument.</param>
/// <param name="On">Local date; null for today.</param>
/// <param name="Items">Points of each item.</param>
/// <param name="Total">The total.</param>
public sealed record NewAssessment(string Instrument, DateOnly? On, IReadOnlyList<int>? Items, int? Total);
