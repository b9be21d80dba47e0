namespace Scheduling.Domain.Admissions;

/// <summary>A course's days, starts and nominal time, without the people and devices.</summary>
/// <param name="Case">Which way of placing it.</param>
/// <param name="Wall">The nominal time in steps of 5 wall minutes.</param>
/// <param name="Days">Positions in <see cref="AdmissionCase.Days"/>, ascending.</param>
/// <param name="Steps">The start on each.</param>
/// <param name="Cost">Its price by P1's weights, changes of person and device left aside.</param>
internal sealed record PricedCourse(AdmissionCase Case, int Wall, int[] Days, int[] Steps, double Cost);
