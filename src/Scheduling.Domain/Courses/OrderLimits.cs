namespace Scheduling.Domain.Courses;

/// <summary>How far an order goes. Null members leave what the protocol says.</summary>
/// <param name="MaxPerDay">Most sessions on a local day.</param>
/// <param name="MaxPerWeek">Most sessions in a week.</param>
/// <param name="MinGapMinutes">Least minutes between the end of one stimulation and the start of the next on one day.</param>
public sealed record OrderLimits(int? MaxPerDay = null, int? MaxPerWeek = null, int? MinGapMinutes = null);
