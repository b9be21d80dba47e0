namespace Scheduling.Domain.Outcomes;

/// <summary>A band of severity.</summary>
/// <param name="UpTo">Highest total in it, inclusive.</param>
/// <param name="Name">What it is called.</param>
public sealed record SeverityBand(int UpTo, string Name);
