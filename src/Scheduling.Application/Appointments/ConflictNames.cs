using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Turns broken rules into conflicts that name everything needed to act on them. Patients stay ids.</summary>
public sealed class ConflictNames(SchedulingDbContext db, ResourceNames read)
{
    /// <summary>The conflicts, in order of time.</summary>
    public async Task<IReadOnlyList<Conflict>> ConflictsAsync(IReadOnlyList<BrokenRule> broken, CancellationToken cancellationToken)
    {
        var names = await ReadAsync(broken.Select(b => b.Violation.Resource), cancellationToken);
        return [.. broken.OrderBy(b => b.Visit.Start).Select(b => Of(b.Violation, names) with
        {
            SessionNumber = b.Visit.SessionNumber,
            Start = b.Visit.Start,
            End = b.Visit.End,
        })];
    }

    /// <summary>One violation as a conflict without a visit.</summary>
    public static Conflict Of(RuleViolation violation, IReadOnlyDictionary<Guid, string> names) => new()
    {
        Reason = violation.Reason,
        Rule = violation.Rule.ToString(),
        Resource = violation.Resource is { } resource
            ? new ConflictResource(StoredJson.Word(resource.Kind), resource.Id, resource.Kind == ResourceRefKind.Patient ? null : names.GetValueOrDefault(resource.Id))
            : null,
        BlockedBy = violation.Interval is { } interval ? new ConflictInterval(interval.From, interval.Until) : null,
    };

    /// <summary>Names of sites, staff, devices and rooms by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> ReadAsync(IEnumerable<ResourceRef?> resources, CancellationToken cancellationToken)
    {
        var ids = resources.OfType<ResourceRef>().Where(r => r.Kind != ResourceRefKind.Patient).Select(r => r.Id).Distinct().ToArray();
        var known = ids.Where(id => read.Of(id) is not null).ToDictionary(id => id, id => read.Of(id)!);
        ids = [.. ids.Where(id => !known.ContainsKey(id))];
        if (ids.Length == 0)
        {
            return known;
        }

        var rows = await db.Staff.Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Name })
            .Concat(db.Devices.Where(d => ids.Contains(d.Id)).Select(d => new { d.Id, d.Name }))
            .Concat(db.Rooms.Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Name }))
            .Concat(db.Sites.Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Name }))
            .ToListAsync(cancellationToken);
        return rows.Select(r => KeyValuePair.Create(r.Id, r.Name)).Concat(known).ToDictionary();
    }
}
