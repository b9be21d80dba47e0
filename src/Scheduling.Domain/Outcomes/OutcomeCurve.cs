namespace Scheduling.Domain.Outcomes;

/// <summary>A course's curve by one instrument.</summary>
/// <param name="Instrument">Code of the instrument.</param>
/// <param name="BaselineOn">Local date of the baseline; null while there is none.</param>
/// <param name="Baseline">Its total.</param>
/// <param name="Points">The assessments in order of date.</param>
public sealed record OutcomeCurve(string Instrument, DateOnly? BaselineOn, int? Baseline, IReadOnlyList<CurvePoint> Points);
