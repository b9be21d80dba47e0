namespace Scheduling.Domain.Protocols;

/// <summary>
/// A phase: a number of sessions and a cap on how fast they come. A week that can't hold its cap carries its sessions into the next,
/// and later phases shift (R6, R11).
/// </summary>
public sealed record ProtocolPhase
{
    /// <summary>Name, unique in the protocol: <c>acute</c>, <c>taper_3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Fewest sessions.</summary>
    public required int MinSessions { get; init; }

    /// <summary>Sessions planned unless the course says otherwise.</summary>
    public required int DefaultSessions { get; init; }

    /// <summary>Most sessions.</summary>
    public required int MaxSessions { get; init; }

    /// <summary>How <see cref="Cadence"/> counts.</summary>
    public CadenceUnit CadenceUnit { get; init; }

    /// <summary>Sessions a week, or days or calendar months between sessions.</summary>
    public required int Cadence { get; init; }

    /// <summary>Weekdays allowed by the protocol; empty means Monday to Sunday.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Most sessions on a local day.</summary>
    public int MaxPerDay { get; init; } = 1;

    /// <summary>Least minutes between the end of one stimulation and the start of the next.</summary>
    public int MinGapMinutes { get; init; }

    /// <summary>
    /// Least difference in days between one treatment day and the next (1: consecutive days are fine).
    /// Null: 1 for weekly phases; the cadence itself for the others, which are then never early.
    /// </summary>
    public int? MinDaysApart { get; init; }

    /// <summary>Whether the phase's treatment days follow each other without a pause.</summary>
    public bool ConsecutiveDays { get; init; }

    /// <summary>The earliest local date of this phase's next session after a treatment on <paramref name="last"/>, other than on that day itself.</summary>
    public DateOnly EarliestAfter(DateOnly last) => MinDaysApart is { } days
        ? last.AddDays(days)
        : CadenceUnit == CadenceUnit.PerWeek ? last.AddDays(1) : DueAfter(last);

    /// <summary>The date on which an every-N phase wants its next session.</summary>
    public DateOnly DueAfter(DateOnly last) => CadenceUnit switch
    {
        CadenceUnit.EveryDays => last.AddDays(Cadence),
        CadenceUnit.EveryMonths => last.AddMonths(Cadence),
        _ => last.AddDays(1),
    };

    /// <summary>The weekly cap, or null for phases that count in days or months.</summary>
    public int? WeeklyCap => CadenceUnit == CadenceUnit.PerWeek ? Cadence : null;

    /// <summary>Whether the protocol allows the weekday.</summary>
    public bool Allows(DayOfWeek day) => Weekdays.Count == 0 || Weekdays.Contains(day);
}
