namespace Scheduling.Domain.Protocols;

/// <summary>When a motor threshold should be determined again; each is a suggestion, opened as a task.</summary>
public sealed record ThresholdTerms
{
    /// <summary>Days after which it is time again, once a treatment was given since (source 1.39); null for never.</summary>
    public int? EveryDays { get; init; }

    /// <summary>Days between two treatments that ask for it; null for never. No source gives a number (1.41): the default of a protocol is ours.</summary>
    public int? AfterGapDays { get; init; }
}
