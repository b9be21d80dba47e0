using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Protocols;

/// <summary>
/// A treatment protocol as data: phases, visit kinds, gaps, checks, codes. Nothing in the code depends on a protocol's name.
/// Serialises with System.Text.Json (camelCase by the serialiser's options; enums write themselves in snake_case).
/// </summary>
public sealed record ProtocolDefinition
{
    /// <summary>Code, unique in the clinic: <c>rtms_10hz_19</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Modality such as <c>rtms</c>, <c>ect</c>; a patient has one live course per modality (R8).</summary>
    public required string Modality { get; init; }

    /// <summary>Indication such as <c>mdd</c>, for clearances (R3).</summary>
    public required string Indication { get; init; }

    /// <summary>Capability a device needs (<c>figure8</c>), or null when no device is used.</summary>
    public string? DeviceCapability { get; init; }

    /// <summary>The role whose person gives the treatment: needs the model's credential (R3) and should stay the same.</summary>
    public required StaffRole OperatorRole { get; init; }

    /// <summary>Phases in order.</summary>
    public required IReadOnlyList<ProtocolPhase> Phases { get; init; }

    /// <summary>Visit kinds, unique by code.</summary>
    public required IReadOnlyList<VisitKind> VisitKinds { get; init; }

    /// <summary>Kind of session 1.</summary>
    public required string InitialKind { get; init; }

    /// <summary>Kind of every other session.</summary>
    public required string TreatmentKind { get; init; }

    /// <summary>Kind of the first session after a hold or a device change, or null.</summary>
    public string? RedeterminationKind { get; init; }

    /// <summary>A visit needed before the first treatment, or null.</summary>
    public PrerequisiteVisit? Prerequisite { get; init; }

    /// <summary>Codes by visit kind.</summary>
    public IReadOnlyList<BillingCode> BillingCodes { get; init; } = [];

    /// <summary>Bands of R14, ascending.</summary>
    public IReadOnlyList<GapBand> GapBands { get; init; } = [];

    /// <summary>What is due during the course.</summary>
    public IReadOnlyList<ProtocolCheck> Checks { get; init; } = [];

    /// <summary>What must be on file before a treatment is given (R18); null for nothing.</summary>
    public ScreeningTerms? Screening { get; init; }

    /// <summary>When a motor threshold is due again; null where none is determined.</summary>
    public ThresholdTerms? MotorThreshold { get; init; }

    /// <summary>Delivered sessions after which scales are asked for beside the checks' own cadence, and at the end; empty for none.</summary>
    public IReadOnlyList<int> ScaleMilestones { get; init; } = [];

    /// <summary>Whether a prescriber's order is needed before a course is booked.</summary>
    public bool OrderRequired { get; init; }

    /// <summary>Whether the use is off-label, so that the course needs an off-label order (R3).</summary>
    public bool OffLabel { get; init; }

    /// <summary>Whether a provocation comes before each treatment (OCD).</summary>
    public bool ProvocationBeforeEach { get; init; }

    /// <summary>Whether a site must be certified for it.</summary>
    public bool CertifiedSiteRequired { get; init; }

    /// <summary>Whether the patient must be enrolled in a programme for it.</summary>
    public bool EnrolledPatientRequired { get; init; }

    /// <summary>Whether a clinic's copy starts enabled.</summary>
    public bool EnabledByDefault { get; init; } = true;

    /// <summary>Remarks on sources and on what is an assumption of ours.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The visit kind of a code, or null.</summary>
    public VisitKind? Kind(string code) => VisitKinds.FirstOrDefault(k => string.Equals(k.Code, code, StringComparison.Ordinal));

    /// <summary>The phase of a name, or null.</summary>
    public ProtocolPhase? Phase(string name) => Phases.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal));
}
