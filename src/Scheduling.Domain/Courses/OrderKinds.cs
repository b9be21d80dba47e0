namespace Scheduling.Domain.Courses;

/// <summary>What a prescriber's order can be about.</summary>
public static class OrderKinds
{
    /// <summary>The protocol itself, where it may only be given by order.</summary>
    public const string Treatment = "treatment";

    /// <summary>A use the device is not cleared for (R3).</summary>
    public const string OffLabel = "off_label";

    /// <summary>A second open course of the same modality (R8).</summary>
    public const string SecondCourse = "second_course";

    /// <summary>A second session on one day to catch up (R11).</summary>
    public const string CatchUp = "catch_up";

    /// <summary>A lower cadence (R13).</summary>
    public const string Cadence = "cadence";

    /// <summary>More sessions.</summary>
    public const string Extend = "extend";

    /// <summary>Go on after a hold.</summary>
    public const string Resume = "resume";

    /// <summary>Another device model or coil (R23).</summary>
    public const string DeviceChange = "device_change";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Treatment, OffLabel, SecondCourse, CatchUp, Cadence, Extend, Resume, DeviceChange];
}
