using Scheduling.Domain.Time;

namespace Scheduling.Domain.Reports;

/// <summary>A stretch for which a visit takes a resource.</summary>
/// <param name="Range">When.</param>
/// <param name="Delivered">Whether the visit was delivered, or in part and counted.</param>
public readonly record struct Taking(TimeRange Range, bool Delivered);
