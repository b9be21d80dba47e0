using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Application.Sites;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Resources;

namespace Scheduling.Application.Devices;

/// <summary>Devices of a site.</summary>
public sealed class DeviceSetup(
    SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events, RepairCauses causes, BookedUse use)
{
    /// <summary>Devices in service that the key may see, by name.</summary>
    public Task<Page<Device>> ListAsync(Guid? siteId, Guid? modelId, PageRequest page, CancellationToken cancellationToken)
    {
        var allowed = context.Identity.SiteIds;
        return db.Devices.AsNoTracking()
            .Where(d => d.RetiredAt == null && (siteId == null || d.SiteId == siteId) && (modelId == null || d.ModelId == modelId) && (allowed == null || allowed.Contains(d.SiteId)))
            .ToPageAsync(d => d.Name, d => d.Id, page, cancellationToken);
    }

    /// <summary>One device, in service or not.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed.</exception>
    public async Task<Device> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var device = await db.Devices.SingleOrDefaultAsync(d => d.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        context.RequireSite(device.SiteId);
        return device;
    }

    /// <summary>Makes a device and its resource.</summary>
    public async Task<Device> CreateAsync(CreateDeviceRequest request, CancellationToken cancellationToken)
    {
        await db.Database.SqlQuery<int>($"select 1 as \"Value\" from device_models where id = {request.ModelId} for share").ToListAsync(cancellationToken);
        await locks.TakeForBookingAsync([request.SiteId], null, request.RoomId is { } room ? [room] : [], cancellationToken);
        var checks = new FieldChecks();
        checks.Text(request.Name, "/name");
        checks.Text(request.SerialNumber, "/serialNumber");
        checks.Reference(await db.IsSiteInServiceAsync(request.SiteId, cancellationToken), "/siteId");
        checks.Reference(await db.DeviceModels.AnyAsync(m => m.Id == request.ModelId, cancellationToken), "/modelId");
        checks.Reference(await IsRoomOfAsync(request.SiteId, request.RoomId, cancellationToken), "/roomId");
        checks.ThrowIfAny();
        context.RequireSite(request.SiteId);
        var device = new Device
        {
            Id = Guid.CreateVersion7(context.Now),
            SiteId = request.SiteId,
            ModelId = request.ModelId,
            RoomId = request.RoomId,
            Name = request.Name,
            SerialNumber = request.SerialNumber,
        };
        db.Resources.Add(new Resource { Id = device.Id, Kind = ResourceKind.Device });
        db.Devices.Add(device);
        audit.Write("create", "device", device.Id);
        events.Append("device.created", "device", device.Id, device.SiteId);
        await db.SaveChangesAsync(cancellationToken);
        return device;
    }

    /// <summary>Changes a device under its own and the room's lock; affected is null when its room was not named.</summary>
    public async Task<(Device Device, IReadOnlyList<AffectedVisit>? Affected)> ChangeAsync(Guid id, Action<int> requireVersion, ChangeDeviceRequest change, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync(change.RoomId is { } room ? [id, room] : [id], cancellationToken);
        var device = await GetAsync(id, cancellationToken);
        requireVersion(device.Version);
        device.RequireInService(device.RetiredAt);
        var checks = new FieldChecks();
        checks.Text(change.Name, "/name");
        checks.Text(change.SerialNumber, "/serialNumber");
        checks.Reference(await IsRoomOfAsync(device.SiteId, change.RoomId, cancellationToken), "/roomId");
        checks.ThrowIfAny();
        device.RoomId = change.Or(nameof(change.RoomId), change.RoomId, device.RoomId);
        device.Name = change.Name ?? device.Name;
        device.SerialNumber = change.Or(nameof(change.SerialNumber), change.SerialNumber, device.SerialNumber);
        audit.Write("update", "device", device.Id);
        events.Append("device.changed", "device", device.Id, device.SiteId);
        await db.SaveChangesAsync(cancellationToken);
        return (device, change.Has(nameof(change.RoomId)) ? await causes.AffectedAsync(RepairCauses.Device, id, cancellationToken) : null);
    }

    /// <summary>Takes a device out of service for good. One that only needs repair gets a closure.</summary>
    /// <exception cref="SchedulingException">in_use while it is booked or held.</exception>
    public async Task RetireAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([id], cancellationToken);
        var device = await GetAsync(id, cancellationToken);
        requireVersion(device.Version);
        device.RequireInService(device.RetiredAt);
        await use.RefuseWhileBookedAsync(a => a.DeviceId == id, new ConflictResource("device", device.Id, device.Name), cancellationToken);
        device.RetiredAt = context.Now;
        audit.Write("delete", "device", device.Id);
        events.Append("device.retired", "device", device.Id, device.SiteId);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<bool> IsRoomOfAsync(Guid siteId, Guid? roomId, CancellationToken cancellationToken) =>
        roomId is null || await db.Rooms.AnyAsync(r => r.Id == roomId && r.SiteId == siteId && r.RetiredAt == null, cancellationToken);
}
