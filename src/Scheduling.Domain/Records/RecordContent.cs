namespace Scheduling.Domain.Records;

/// <summary>What was delivered, and how it was borne.</summary>
public sealed record RecordContent
{
    /// <summary>The device.</summary>
    public Guid? DeviceId { get; init; }

    /// <summary>The coil, as a capability of the device's model: <c>figure8</c>.</summary>
    public string? Coil { get; init; }

    /// <summary>Who operated.</summary>
    public required Guid OperatorId { get; init; }

    /// <summary>The parameter sets in order; empty for a treatment without stimulation.</summary>
    public IReadOnlyList<ParameterSet> ParameterSets { get; init; } = [];

    /// <summary>Side effects; empty for none.</summary>
    public IReadOnlyList<SideEffect> SideEffects { get; init; } = [];

    /// <summary>How it was borne.</summary>
    public required Tolerability Tolerability { get; init; }

    /// <summary>The checklist of adverse events, every item of it.</summary>
    public required IReadOnlyList<CheckedEvent> AdverseEvents { get; init; }

    /// <summary>Anything else.</summary>
    public string? Note { get; init; }
}
