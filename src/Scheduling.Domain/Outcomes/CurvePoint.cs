namespace Scheduling.Domain.Outcomes;

/// <summary>A point of a course's curve.</summary>
/// <param name="On">Local date.</param>
/// <param name="Sessions">Sessions delivered before or on that date.</param>
/// <param name="Total">The total.</param>
/// <param name="PercentBelow">Per cent below the baseline, rounded down; negative when it is worse; null without one.</param>
/// <param name="Status">How it stands.</param>
public sealed record CurvePoint(DateOnly On, int Sessions, int Total, int? PercentBelow, ResponseStatus Status);
