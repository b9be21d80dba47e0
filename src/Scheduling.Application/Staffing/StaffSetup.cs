using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Staffing;

/// <summary>Members of staff: roles, certificates, shifts.</summary>
public sealed class StaffSetup(
    SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events, RepairCauses causes, BookedUse use)
{
    /// <summary>Staff who are here, by name. Staff belong to the clinic: every key sees them all.</summary>
    public Task<Page<StaffMember>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        db.Staff.AsNoTracking().Where(s => s.RetiredAt == null).ToPageAsync(s => s.Name, s => s.Id, page, cancellationToken);

    /// <summary>One member of staff, here or gone.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<StaffMember> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Staff.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>Makes a member of staff and their resource.</summary>
    public async Task<StaffMember> CreateAsync(CreateStaffRequest request, CancellationToken cancellationToken)
    {
        await CheckAsync(request.Name, request.Roles, request.Credentials, request.Shifts, request.ShiftExceptions, cancellationToken);
        var person = new StaffMember
        {
            Id = Guid.CreateVersion7(context.Now),
            Name = request.Name,
            Roles = request.Roles,
            Capacity = request.Capacity,
            Credentials = [.. (request.Credentials ?? []).Select(c => c.ToDomain())],
            Shifts = [.. (request.Shifts ?? []).Select(s => s.ToDomain())],
            ShiftExceptions = InOrder(request.ShiftExceptions ?? []),
        };
        RequireSites(person);
        db.Resources.Add(new Resource { Id = person.Id, Kind = ResourceKind.Staff, Capacity = person.Capacity });
        db.Staff.Add(person);
        audit.Write("create", "staff", person.Id);
        events.Append("staff.created", "staff", person.Id);
        await db.SaveChangesAsync(cancellationToken);
        return person;
    }

    /// <summary>Changes a member of staff under their lock; affected is null when nothing was changed that visits depend on.</summary>
    /// <exception cref="SchedulingException">in_use for a capacity below what is booked at once.</exception>
    public async Task<(StaffMember Person, IReadOnlyList<AffectedVisit>? Affected)> ChangeAsync(Guid id, Action<int> requireVersion, ChangeStaffRequest change, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([id], cancellationToken);
        var person = await GetAsync(id, cancellationToken);
        requireVersion(person.Version);
        person.RequireInService(person.RetiredAt);
        RequireSites(person);
        await CheckAsync(change.Name, change.Roles, change.Credentials, change.Shifts, change.ShiftExceptions, cancellationToken);
        if (change.Capacity is { } capacity && capacity != person.Capacity)
        {
            await use.RefuseBelowLanesInUseAsync(Named(person), capacity, cancellationToken);
            person.Capacity = capacity;
            (await db.Resources.SingleAsync(r => r.Id == id, cancellationToken)).Capacity = capacity;
        }

        person.Name = change.Name ?? person.Name;
        person.Roles = change.Roles ?? person.Roles;
        person.Credentials = change.Credentials is { } credentials ? [.. credentials.Select(c => c.ToDomain())] : person.Credentials;
        person.Shifts = change.Shifts is { } shifts ? [.. shifts.Select(s => s.ToDomain())] : person.Shifts;
        person.ShiftExceptions = change.ShiftExceptions is { } exceptions ? InOrder(exceptions) : person.ShiftExceptions;
        RequireSites(person);
        audit.Write("update", "staff", person.Id);
        events.Append("staff.changed", "staff", person.Id);
        await db.SaveChangesAsync(cancellationToken);

        var matters = change.Roles is not null || change.Credentials is not null || change.Shifts is not null || change.ShiftExceptions is not null;
        return (person, matters ? await causes.AffectedAsync(RepairCauses.Staff, id, cancellationToken) : null);
    }

    /// <summary>Takes a person off the staff.</summary>
    /// <exception cref="SchedulingException">in_use while they are booked or held.</exception>
    public async Task RetireAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([id], cancellationToken);
        var person = await GetAsync(id, cancellationToken);
        requireVersion(person.Version);
        person.RequireInService(person.RetiredAt);
        RequireSites(person);
        await use.RefuseWhileBookedAsync(a => a.Staff.Any(s => s.StaffId == id), Named(person), cancellationToken);
        person.RetiredAt = context.Now;
        audit.Write("delete", "staff", person.Id);
        events.Append("staff.retired", "staff", person.Id);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static ConflictResource Named(StaffMember person) => new("staff", person.Id, person.Name);

    private static IReadOnlyList<ShiftException> InOrder(IEnumerable<ShiftExceptionBody> exceptions) => [.. exceptions.Select(e => e.ToDomain()).OrderBy(e => e.Date)];

    // A key for some sites changes only those who work there and nowhere else: what one site changes would reach into another.
    private void RequireSites(StaffMember person)
    {
        foreach (var site in person.Shifts.Select(s => s.SiteId).Concat(person.ShiftExceptions.SelectMany(e => e.Shifts).Select(s => s.SiteId)).Distinct())
        {
            context.RequireSite(site);
        }
    }

    private async Task CheckAsync(
        string? name,
        IReadOnlyList<StaffRole>? roles,
        IReadOnlyList<CredentialBody>? credentials,
        IReadOnlyList<WeeklyShiftBody>? shifts,
        IReadOnlyList<ShiftExceptionBody>? exceptions,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        checks.Text(name, "/name");
        for (var i = 0; i < roles?.Count; i++)
        {
            checks.Check(!roles.Take(i).Contains(roles[i]), FieldChecks.At("/roles", i), "is there twice");
        }

        var models = credentials is null ? [] : await db.DeviceModels.Select(m => m.Id).ToListAsync(cancellationToken);
        for (var i = 0; i < credentials?.Count; i++)
        {
            var credential = credentials[i];
            checks.Check(credential.Kind == "operator" == credential.DeviceModelId is not null, FieldChecks.At("/credentials", i, "deviceModelId"), "belongs to credentials of kind operator, and only to those");
            checks.Check(!(credential.ValidUntil < credential.ValidFrom), FieldChecks.At("/credentials", i, "validUntil"), "must not be before validFrom");
            checks.Reference(credential.DeviceModelId is not { } model || models.Contains(model), FieldChecks.At("/credentials", i, "deviceModelId"));
        }

        var sites = shifts is null && exceptions is null ? [] : await db.Sites.Where(s => s.RetiredAt == null).Select(s => s.Id).ToListAsync(cancellationToken);
        for (var i = 0; i < shifts?.Count; i++)
        {
            var shift = shifts[i];
            LocalWindow.CheckTimes(checks, shift.From, shift.Until, FieldChecks.At("/shifts", i));
            checks.Check(!(shift.ValidUntil < shift.ValidFrom), FieldChecks.At("/shifts", i, "validUntil"), "must not be before validFrom");
            checks.Reference(sites.Contains(shift.SiteId), FieldChecks.At("/shifts", i, "siteId"));
        }

        for (var i = 0; i < exceptions?.Count; i++)
        {
            var exception = exceptions[i];
            checks.Check(!exceptions.Take(i).Any(e => e.Date == exception.Date), FieldChecks.At("/shiftExceptions", i, "date"), "is there twice");
            checks.Text(exception.Reason, FieldChecks.At("/shiftExceptions", i, "reason"));
            for (var j = 0; j < exception.Shifts.Count; j++)
            {
                var at = FieldChecks.At(FieldChecks.At("/shiftExceptions", i, "shifts"), j);
                LocalWindow.CheckTimes(checks, exception.Shifts[j].From, exception.Shifts[j].Until, at);
                checks.Reference(sites.Contains(exception.Shifts[j].SiteId), at + "/siteId");
            }
        }

        checks.ThrowIfAny();
    }
}
