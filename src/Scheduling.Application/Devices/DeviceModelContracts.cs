using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Devices;

namespace Scheduling.Application.Devices;

/// <summary>What a model is cleared for (R3).</summary>
public sealed record ClearanceBody
{
    /// <summary>One of the model's capabilities.</summary>
    /// <example>figure8</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string Capability { get; init; }

    /// <summary>Indication code, as protocols name it.</summary>
    /// <example>mdd</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string Indication { get; init; }

    /// <summary>Youngest age in completed years, inclusive; null for none.</summary>
    /// <example>18</example>
    [Range(0, 150)]
    public int? MinAge { get; init; }

    /// <summary>Oldest age in completed years, inclusive; null for none.</summary>
    /// <example>86</example>
    [Range(0, 150)]
    public int? MaxAge { get; init; }

    /// <summary>True when cleared only beside another treatment.</summary>
    /// <example>false</example>
    public bool Adjunct { get; init; }

    internal static ClearanceBody Of(Clearance c) => new() { Capability = c.Capability, Indication = c.Indication, MinAge = c.MinAge, MaxAge = c.MaxAge, Adjunct = c.Adjunct };

    internal Clearance ToDomain() => new(Capability, Indication, MinAge, MaxAge, Adjunct);
}

/// <summary>A new device model.</summary>
public sealed record CreateDeviceModelRequest
{
    /// <summary>Name shown to staff, unique in the clinic.</summary>
    /// <example>Figure-8 stimulator</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Maker.</summary>
    /// <example>Acme Neuro</example>
    [StringLength(200, MinimumLength = 1)]
    public string? Manufacturer { get; init; }

    /// <summary>What it can do, as protocols name it.</summary>
    /// <example>["figure8"]</example>
    [MaxLength(50)]
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>What it is cleared for.</summary>
    [MaxLength(200)]
    public IReadOnlyList<ClearanceBody>? Clearances { get; init; }
}

/// <summary>Changes of a device model: what is left out stays.</summary>
public sealed record ChangeDeviceModelRequest : MergePatch
{
    /// <summary>Name shown to staff.</summary>
    /// <example>Figure-8 stimulator</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init => field = Give(value); }

    /// <summary>Maker; null clears it.</summary>
    /// <example>Acme Neuro</example>
    [StringLength(200, MinimumLength = 1)]
    public string? Manufacturer { get; init => field = Give(value); }

    /// <summary>What it can do, the whole list.</summary>
    /// <example>["figure8"]</example>
    [MayBeLeftOut]
    [MaxLength(50)]
    public IReadOnlyList<string>? Capabilities { get; init => field = Give(value); }

    /// <summary>What it is cleared for, the whole list.</summary>
    [MayBeLeftOut]
    [MaxLength(200)]
    public IReadOnlyList<ClearanceBody>? Clearances { get; init => field = Give(value); }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>A device model.</summary>
public sealed record DeviceModelResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for <c>If-Match</c>.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>Name shown to staff.</summary>
    /// <example>Figure-8 stimulator</example>
    public required string Name { get; init; }

    /// <summary>Maker.</summary>
    /// <example>Acme Neuro</example>
    public required string? Manufacturer { get; init; }

    /// <summary>What it can do.</summary>
    /// <example>["figure8"]</example>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>What it is cleared for.</summary>
    public required IReadOnlyList<ClearanceBody> Clearances { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static DeviceModelResponse Of(DeviceModel model) => new()
    {
        Id = model.Id,
        Etag = Versions.Etag(model),
        Name = model.Name,
        Manufacturer = model.Manufacturer,
        Capabilities = model.Capabilities,
        Clearances = [.. model.Clearances.Select(ClearanceBody.Of)],
        CreatedAt = model.CreatedAt,
        UpdatedAt = model.UpdatedAt,
    };
}

/// <summary>A device model as changed, and the booked visits that the change leaves without a place.</summary>
/// <param name="DeviceModel">The model.</param>
/// <param name="Affected">Visits to come that no longer fit, by start; flagged until they are moved or the change is taken back.</param>
/// <param name="Repair">New places for them, to be looked at and applied; null when there is nothing to repair.</param>
public sealed record DeviceModelChangeResponse(DeviceModelResponse DeviceModel, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);
