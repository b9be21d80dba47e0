namespace Scheduling.Domain.Devices;

/// <summary>A make of device: what it can do and what it is cleared for.</summary>
public sealed class DeviceModel : VersionedEntity
{
    /// <summary>Name shown to staff.</summary>
    public required string Name { get; set; }

    /// <summary>Maker.</summary>
    public string? Manufacturer { get; set; }

    /// <summary>Capabilities such as <c>figure8</c>, <c>h1</c>, <c>itbs</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; set; } = [];

    /// <summary>Clearances (R3).</summary>
    public IReadOnlyList<Clearance> Clearances { get; set; } = [];
}
