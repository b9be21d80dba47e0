namespace Scheduling.Domain.Protocols;

/// <summary>A visit needed on an earlier day than the first treatment, such as SAINT's mapping. It uses up no session number.</summary>
public sealed record PrerequisiteVisit
{
    /// <summary>Code of its visit kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Least days before the first treatment; at least 1.</summary>
    public int MinDaysBefore { get; init; } = 1;

    /// <summary>Most days before the first treatment.</summary>
    public int MaxDaysBefore { get; init; } = 14;
}
