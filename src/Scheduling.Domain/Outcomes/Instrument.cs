namespace Scheduling.Domain.Outcomes;

/// <summary>A scale as data: its items, how they are added up, and its published cut-offs. Lower is better.</summary>
public sealed record Instrument
{
    /// <summary>Code: <c>phq9</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Most points of each item in order; the fewest are 0.</summary>
    public required IReadOnlyList<int> ItemMax { get; init; }

    /// <summary>Groups of items, numbered from 1, of which only the highest counts; items in no group count each.</summary>
    public IReadOnlyList<IReadOnlyList<int>> HighestOf { get; init; } = [];

    /// <summary>Highest total.</summary>
    public required int MaxTotal { get; init; }

    /// <summary>Highest total that is a remission; null where no cut-off was found.</summary>
    public int? RemissionAt { get; init; }

    /// <summary>Number of an item, from 1, that asks for a clinician the same day when it is above 0 (R24).</summary>
    public int? AlertItem { get; init; }

    /// <summary>Bands of severity by their highest total, ascending; empty where none was found.</summary>
    public IReadOnlyList<SeverityBand> Bands { get; init; } = [];

    /// <summary>Sources, and what is an assumption of ours.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
