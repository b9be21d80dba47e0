using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Devices;

namespace Scheduling.Application.Devices;

/// <summary>A new device.</summary>
public sealed record CreateDeviceRequest
{
    /// <summary>The site it belongs to; it stays there.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid SiteId { get; init; }

    /// <summary>Its model; it stays of that model.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public required Guid ModelId { get; init; }

    /// <summary>The room of the site that it stands in; left out when it is portable.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000003</example>
    public Guid? RoomId { get; init; }

    /// <summary>Name shown to staff, unique at the site.</summary>
    /// <example>Stimulator A</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Serial number.</summary>
    /// <example>SN-000123</example>
    [StringLength(100, MinimumLength = 1)]
    public string? SerialNumber { get; init; }
}

/// <summary>Changes of a device: what is left out stays.</summary>
public sealed record ChangeDeviceRequest : MergePatch
{
    /// <summary>The room of the site that it stands in; null makes it portable.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000003</example>
    public Guid? RoomId { get; init => field = Give(value); }

    /// <summary>Name shown to staff.</summary>
    /// <example>Stimulator A</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init => field = Give(value); }

    /// <summary>Serial number; null clears it.</summary>
    /// <example>SN-000123</example>
    [StringLength(100, MinimumLength = 1)]
    public string? SerialNumber { get; init => field = Give(value); }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>A device.</summary>
public sealed record DeviceResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for <c>If-Match</c>.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>The site it belongs to.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its model.</summary>
    public required Guid ModelId { get; init; }

    /// <summary>The room it stands in; null when it is portable.</summary>
    public required Guid? RoomId { get; init; }

    /// <summary>Name shown to staff.</summary>
    /// <example>Stimulator A</example>
    public required string Name { get; init; }

    /// <summary>Serial number.</summary>
    /// <example>SN-000123</example>
    public required string? SerialNumber { get; init; }

    /// <summary>When it was taken out of service for good; null while it serves.</summary>
    public required DateTimeOffset? RetiredAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static DeviceResponse Of(Device device) => new()
    {
        Id = device.Id,
        Etag = Versions.Etag(device),
        SiteId = device.SiteId,
        ModelId = device.ModelId,
        RoomId = device.RoomId,
        Name = device.Name,
        SerialNumber = device.SerialNumber,
        RetiredAt = device.RetiredAt,
        CreatedAt = device.CreatedAt,
        UpdatedAt = device.UpdatedAt,
    };
}

/// <summary>A device as changed, and the booked visits that the change leaves without a place.</summary>
/// <param name="Device">The device.</param>
/// <param name="Affected">Visits to come that no longer fit, by start; flagged until they are moved or the change is taken back.</param>
/// <param name="Repair">New places for them, to be looked at and applied; null when there is nothing to repair.</param>
public sealed record DeviceChangeResponse(DeviceResponse Device, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);
