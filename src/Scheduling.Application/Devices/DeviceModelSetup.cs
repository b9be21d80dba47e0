using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Devices;

/// <summary>Device models: what they can do and what they are cleared for.</summary>
public sealed partial class DeviceModelSetup(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events, RepairCauses causes)
{
    /// <summary>All models, by name.</summary>
    public Task<Page<DeviceModel>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        db.DeviceModels.AsNoTracking().ToPageAsync(m => m.Name, m => m.Id, page, cancellationToken);

    /// <summary>One model.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<DeviceModel> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await db.DeviceModels.SingleOrDefaultAsync(m => m.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>Makes a model.</summary>
    public async Task<DeviceModel> CreateAsync(CreateDeviceModelRequest request, CancellationToken cancellationToken)
    {
        context.RequireAllSites();
        Check(request.Name, request.Manufacturer, request.Capabilities, request.Clearances ?? []);
        var model = new DeviceModel
        {
            Id = Guid.CreateVersion7(context.Now),
            Name = request.Name,
            Manufacturer = request.Manufacturer,
            Capabilities = request.Capabilities,
            Clearances = [.. (request.Clearances ?? []).Select(c => c.ToDomain())],
        };
        db.DeviceModels.Add(model);
        audit.Write("create", "device_model", model.Id);
        events.Append("device_model.created", "device_model", model.Id);
        await db.SaveChangesAsync(cancellationToken);
        return model;
    }

    /// <summary>Changes a model while all its devices are locked; affected is null when neither capabilities nor clearances were changed.</summary>
    public async Task<(DeviceModel Model, IReadOnlyList<AffectedVisit>? Affected)> ChangeAsync(
        Guid id, Action<int> requireVersion, ChangeDeviceModelRequest change, CancellationToken cancellationToken)
    {
        await LockedDevicesAsync(id, cancellationToken);
        var model = await GetAsync(id, cancellationToken);
        context.RequireAllSites();
        requireVersion(model.Version);
        Check(
            change.Name,
            change.Manufacturer,
            change.Capabilities ?? model.Capabilities,
            change.Clearances ?? [.. model.Clearances.Select(ClearanceBody.Of)]);
        model.Name = change.Name ?? model.Name;
        model.Manufacturer = change.Or(nameof(change.Manufacturer), change.Manufacturer, model.Manufacturer);
        model.Capabilities = change.Capabilities ?? model.Capabilities;
        model.Clearances = change.Clearances is { } clearances ? [.. clearances.Select(c => c.ToDomain())] : model.Clearances;
        audit.Write("update", "device_model", model.Id);
        events.Append("device_model.changed", "device_model", model.Id);
        await db.SaveChangesAsync(cancellationToken);
        return (model, change.Capabilities is null && change.Clearances is null
            ? null
            : await causes.AffectedAsync(RepairCauses.DeviceModel, id, cancellationToken));
    }

    /// <summary>Removes a model that no device is of.</summary>
    /// <exception cref="SchedulingException">in_use while there are devices of it, in service or not.</exception>
    public async Task RemoveAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        var devices = await LockedDevicesAsync(id, cancellationToken);
        var model = await GetAsync(id, cancellationToken);
        context.RequireAllSites();
        requireVersion(model.Version);
        if (devices.Count > 0)
        {
            var named = await db.Devices.AsNoTracking().Where(d => d.ModelId == id).OrderBy(d => d.Name).Take(50).ToListAsync(cancellationToken);
            throw new SchedulingException(ProblemCodes.InUse, "Devices of this model are or were in service; what was booked on them refers to it.")
            {
                Conflicts = [.. named.Select(d => new Conflict { Reason = "device_of_model", Resource = new ConflictResource("device", d.Id, d.Name) })],
            };
        }

        db.DeviceModels.Remove(model);
        audit.Write("delete", "device_model", model.Id);
        events.Append("device_model.deleted", "device_model", model.Id);
        await db.SaveChangesAsync(cancellationToken);
    }

    // The model's own row first: a device is added under its shared lock, so the list of devices is complete until the end of the transaction.
    private async Task<List<Guid>> LockedDevicesAsync(Guid id, CancellationToken cancellationToken)
    {
        await db.Database.SqlQuery<int>($"select 1 as \"Value\" from device_models where id = {id} for no key update").ToListAsync(cancellationToken);
        var devices = await db.Devices.Where(d => d.ModelId == id).Select(d => d.Id).ToListAsync(cancellationToken);
        await locks.TakeResourcesAsync(devices, cancellationToken);
        return devices;
    }

    private static void Check(string? name, string? manufacturer, IReadOnlyList<string> capabilities, IReadOnlyList<ClearanceBody> clearances)
    {
        var checks = new FieldChecks();
        checks.Text(name, "/name");
        checks.Text(manufacturer, "/manufacturer");
        for (var i = 0; i < capabilities.Count; i++)
        {
            checks.Check(capabilities[i] is { Length: >= 1 and <= 64 } code && Code().IsMatch(code), FieldChecks.At("/capabilities", i), "must have 1 to 64 lower-case letters, digits, _ . or -");
            checks.Check(!capabilities.Take(i).Contains(capabilities[i]), FieldChecks.At("/capabilities", i), "is there twice");
        }

        for (var i = 0; i < clearances.Count; i++)
        {
            checks.Check(capabilities.Contains(clearances[i].Capability), FieldChecks.At("/clearances", i, "capability"), "must be one of the model's capabilities");
            checks.Check(!(clearances[i].MinAge > clearances[i].MaxAge), FieldChecks.At("/clearances", i, "maxAge"), "must not be under minAge");
        }

        checks.ThrowIfAny();
    }

    [GeneratedRegex(Patterns.Code)]
    private static partial Regex Code();
}
