using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Domain.Records;

namespace Scheduling.Api.Records;

/// <summary>One set of stimulation parameters.</summary>
public sealed record ParameterSetBody
{
    /// <summary>Where.</summary>
    /// <example>left_dlpfc</example>
    [StringLength(100, MinimumLength = 1)]
    public required string Target { get; init; }

    /// <summary>Intensity in per cent of the motor threshold.</summary>
    /// <example>120</example>
    [Range(1, 300)]
    public required decimal PercentOfThreshold { get; init; }

    /// <summary>Pulses or bursts a second.</summary>
    /// <example>10</example>
    [Range(0, 1000)]
    public decimal? FrequencyHz { get; init; }

    /// <summary>Pulses that were prescribed.</summary>
    /// <example>3000</example>
    [Range(0, 100_000)]
    public required int PulsesPrescribed { get; init; }

    /// <summary>Pulses that were given.</summary>
    /// <example>3000</example>
    [Range(0, 100_000)]
    public required int PulsesDelivered { get; init; }

    /// <summary>Length of a train in seconds.</summary>
    /// <example>4</example>
    [Range(0, 1000)]
    public decimal? TrainSeconds { get; init; }

    /// <summary>Time between trains in seconds.</summary>
    /// <example>11</example>
    [Range(0, 1000)]
    public decimal? IntervalSeconds { get; init; }

    /// <summary>Pattern.</summary>
    /// <example>10hz</example>
    [StringLength(100, MinimumLength = 1)]
    public string? Pattern { get; init; }
}

/// <summary>A side effect.</summary>
public sealed record SideEffectBody
{
    /// <summary>What.</summary>
    /// <example>headache</example>
    public required SideEffectKind Kind { get; init; }

    /// <summary>1 mild, 2 moderate, 3 severe.</summary>
    /// <example>1</example>
    [Range(1, 3)]
    public required int Severity { get; init; }

    /// <summary>What was said about it; required for `other`.</summary>
    /// <example>Gone after an hour.</example>
    [StringLength(2000, MinimumLength = 1)]
    public string? Note { get; init; }
}

/// <summary>An item of the checklist of adverse events.</summary>
public sealed record CheckedEventBody
{
    /// <summary>Code of the event.</summary>
    /// <example>seizure</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Event { get; init; }

    /// <summary>Whether it happened.</summary>
    /// <example>false</example>
    public required bool Happened { get; init; }

    /// <summary>What happened.</summary>
    /// <example>null</example>
    [StringLength(2000, MinimumLength = 1)]
    public string? Note { get; init; }
}

/// <summary>What was delivered, and how it was borne.</summary>
public sealed record RecordBody
{
    /// <summary>The device; none for a treatment without stimulation.</summary>
    public Guid? DeviceId { get; init; }

    /// <summary>The coil, as a capability of the device's model; required with a device.</summary>
    /// <example>figure8</example>
    [StringLength(64, MinimumLength = 1)]
    public string? Coil { get; init; }

    /// <summary>Who operated, on the staff.</summary>
    public required Guid OperatorId { get; init; }

    /// <summary>The parameter sets in order; at least one with a device.</summary>
    [MaxLength(20)]
    public IReadOnlyList<ParameterSetBody> ParameterSets { get; init; } = [];

    /// <summary>Side effects; empty for none.</summary>
    [MaxLength(20)]
    public IReadOnlyList<SideEffectBody> SideEffects { get; init; } = [];

    /// <summary>How it was borne.</summary>
    /// <example>good</example>
    public required Tolerability Tolerability { get; init; }

    /// <summary>The checklist of adverse events, every item of it, every time; what happened is entered as an adverse event at once (R16).</summary>
    [MaxLength(50)]
    public required IReadOnlyList<CheckedEventBody> AdverseEvents { get; init; }

    /// <summary>Anything else.</summary>
    /// <example>null</example>
    [StringLength(4000, MinimumLength = 1)]
    public string? Note { get; init; }

    internal RecordContent ToDomain() => new()
    {
        DeviceId = DeviceId,
        Coil = Coil,
        OperatorId = OperatorId,
        ParameterSets = [.. ParameterSets.Select(p => new ParameterSet(p.Target, p.PercentOfThreshold, p.FrequencyHz, p.PulsesPrescribed, p.PulsesDelivered, p.TrainSeconds, p.IntervalSeconds, p.Pattern))],
        SideEffects = [.. SideEffects.Select(s => new SideEffect(s.Kind, s.Severity, s.Note))],
        Tolerability = Tolerability,
        AdverseEvents = [.. AdverseEvents.Select(e => new CheckedEvent(e.Event, e.Happened, e.Note))],
        Note = Note,
    };
}

/// <summary>A change of a signed record.</summary>
public sealed record AmendRecordRequest
{
    /// <summary>Why.</summary>
    /// <example>The pulses of the second set were those of the day before.</example>
    [StringLength(2000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>The whole record as it should read.</summary>
    public required RecordBody Record { get; init; }
}

/// <summary>Signing takes no more than the person named.</summary>
public sealed record SignRecordRequest;

/// <summary>The record of a visit's treatment.</summary>
public sealed record RecordResponse
{
    /// <summary>The visit.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>Its version, for `If-Match`.</summary>
    public required string Etag { get; init; }

    /// <summary>What it says.</summary>
    public required RecordContent Record { get; init; }

    /// <summary>Pulses delivered, of all sets.</summary>
    public required int PulsesDelivered { get; init; }

    /// <summary>Pulses prescribed, of all sets.</summary>
    public required int PulsesPrescribed { get; init; }

    /// <summary>Who wrote it last before it was signed.</summary>
    public required string? WrittenBy { get; init; }

    /// <summary>When it was signed; null before.</summary>
    public required DateTimeOffset? SignedAt { get; init; }

    /// <summary>Who signed it.</summary>
    public required string? SignedBy { get; init; }

    /// <summary>Changes since, oldest first, each with what stood there before.</summary>
    public required IReadOnlyList<RecordAmendment> Amendments { get; init; }

    internal static RecordResponse Of(TreatmentRecord record) => new()
    {
        AppointmentId = record.AppointmentId,
        Etag = ETags.Of(record.Version),
        Record = record.Content,
        PulsesDelivered = record.Content.ParameterSets.Sum(p => p.PulsesDelivered),
        PulsesPrescribed = record.Content.ParameterSets.Sum(p => p.PulsesPrescribed),
        WrittenBy = record.WrittenBy,
        SignedAt = record.SignedAt,
        SignedBy = record.SignedBy,
        Amendments = record.Amendments,
    };
}
