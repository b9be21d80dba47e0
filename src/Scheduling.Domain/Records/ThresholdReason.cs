namespace Scheduling.Domain.Records;

/// <summary>Why a motor threshold is determined. Stored and sent in snake_case.</summary>
public enum ThresholdReason
{
    /// <summary>Before the first treatment.</summary>
    Initial,

    /// <summary>The medication changed (source 1.40).</summary>
    MedicationChange,

    /// <summary>There was a gap between treatments.</summary>
    Gap,

    /// <summary>It is time again (source 1.39).</summary>
    Weekly,

    /// <summary>The device or coil is another (R23).</summary>
    DeviceChange,

    /// <summary>A clinician asks for it.</summary>
    Clinical,
}
