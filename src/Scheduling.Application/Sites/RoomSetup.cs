using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Sites;

/// <summary>Rooms of a site; their bays are lanes of their resource.</summary>
public sealed class RoomSetup(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events, BookedUse use)
{
    /// <summary>Rooms in service that the key may see, by name.</summary>
    public Task<Page<Room>> ListAsync(Guid? siteId, PageRequest page, CancellationToken cancellationToken)
    {
        var allowed = context.Identity.SiteIds;
        return db.Rooms.AsNoTracking()
            .Where(r => r.RetiredAt == null && (siteId == null || r.SiteId == siteId) && (allowed == null || allowed.Contains(r.SiteId)))
            .ToPageAsync(r => r.Name, r => r.Id, page, cancellationToken);
    }

    /// <summary>One room, in service or not.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed.</exception>
    public async Task<Room> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var room = await db.Rooms.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        context.RequireSite(room.SiteId);
        return room;
    }

    /// <summary>Makes a room and its resource.</summary>
    public async Task<Room> CreateAsync(CreateRoomRequest request, CancellationToken cancellationToken)
    {
        await locks.TakeForBookingAsync([request.SiteId], null, [], cancellationToken);
        var checks = new FieldChecks();
        checks.Text(request.Name, "/name");
        checks.Reference(await db.IsSiteInServiceAsync(request.SiteId, cancellationToken), "/siteId");
        checks.ThrowIfAny();
        context.RequireSite(request.SiteId);
        var room = new Room { Id = Guid.CreateVersion7(context.Now), SiteId = request.SiteId, Name = request.Name, Capacity = request.Capacity };
        db.Resources.Add(new Resource { Id = room.Id, Kind = ResourceKind.Room, Capacity = room.Capacity });
        db.Rooms.Add(room);
        audit.Write("create", "room", room.Id);
        events.Append("room.created", "room", room.Id, room.SiteId);
        await db.SaveChangesAsync(cancellationToken);
        return room;
    }

    /// <summary>Changes a room under its resource's lock.</summary>
    /// <exception cref="SchedulingException">in_use for a capacity below what is booked at once.</exception>
    public async Task<Room> ChangeAsync(Guid id, Action<int> requireVersion, ChangeRoomRequest change, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([id], cancellationToken);
        var room = await GetAsync(id, cancellationToken);
        requireVersion(room.Version);
        room.RequireInService(room.RetiredAt);
        var checks = new FieldChecks();
        checks.Text(change.Name, "/name");
        checks.ThrowIfAny();
        if (change.Capacity is { } capacity && capacity != room.Capacity)
        {
            await use.RefuseBelowLanesInUseAsync(Named(room), capacity, cancellationToken);
            room.Capacity = capacity;
            (await db.Resources.SingleAsync(r => r.Id == id, cancellationToken)).Capacity = capacity;
        }

        room.Name = change.Name ?? room.Name;
        audit.Write("update", "room", room.Id);
        events.Append("room.changed", "room", room.Id, room.SiteId);
        await db.SaveChangesAsync(cancellationToken);
        return room;
    }

    /// <summary>Takes a room out of service.</summary>
    /// <exception cref="SchedulingException">in_use while it is booked, held, or has devices standing in it.</exception>
    public async Task RetireAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([id], cancellationToken);
        var room = await GetAsync(id, cancellationToken);
        requireVersion(room.Version);
        room.RequireInService(room.RetiredAt);
        await use.RefuseWhileBookedAsync(a => a.RoomId == id, Named(room), cancellationToken);
        if (await db.Devices.AnyAsync(d => d.RoomId == id && d.RetiredAt == null, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.InUse, "Devices stand in the room; move those first.");
        }

        room.RetiredAt = context.Now;
        audit.Write("delete", "room", room.Id);
        events.Append("room.retired", "room", room.Id, room.SiteId);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static ConflictResource Named(Room room) => new("room", room.Id, room.Name);
}
