using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>
/// Chooses lanes for a visit whose operator and device are settled: room, coil, the other roles and the supervisor.
/// Those of the visit before come first, then the patient's own order (<see cref="TieOrder"/>), so that equal facts give equal plans.
/// </summary>
internal sealed class VisitStaffing(ClinicFacts facts, PatientFacts patient, VisitContext context)
{
    /// <summary>Everything the visit takes, or null when something it needs is not free at that start.</summary>
    internal IReadOnlyList<PlannedTake>? Assign(VisitKind kind, DateTimeOffset start, StaffFacts? person, DeviceFacts? device, IReadOnlyList<PlannedTake> before)
    {
        var visit = TimeRange.OfMinutes(start, kind.Minutes);
        var takes = new List<PlannedTake> { new(new ResourceRef(ResourceRefKind.Patient, patient.Id), null, 0, visit, true) };
        var staff = new Dictionary<StaffRole, StaffFacts>();
        if (person is not null && context.OperatorRole is { } role && kind.Roles().Contains(role))
        {
            if (!CanServe(person, kind, role, start))
            {
                return null;
            }
            staff[role] = person;
        }
        if (!Fill(kind, start, [.. kind.Roles().Where(r => !staff.ContainsKey(r))], 0, staff, before))
        {
            return null;
        }
        foreach (var segment in kind.Segments.Where(s => s.Kind == SegmentKind.Staff))
        {
            var who = staff[segment.Role!.Value];
            takes.Add(Take(new ResourceRef(ResourceRefKind.Staff, who.Id), segment, who.Lanes, who.Taken, start));
        }
        if (kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Device) is { } deviceSegment)
        {
            if (device is null || !Free(deviceSegment, device.Lanes, device.Taken, device.Closures, start))
            {
                return null;
            }
            takes.Add(Take(new ResourceRef(ResourceRefKind.Device, device.Id), deviceSegment, device.Lanes, device.Taken, start));
            if (device.SharedCoilIds.Count > 0)
            {
                var coil = Prefer(facts.Coils.Where(c => device.SharedCoilIds.Contains(c.Id)), c => c.Id, ResourceRefKind.Coil, before)
                    .FirstOrDefault(c => Free(deviceSegment, c.Lanes, c.Taken, c.Closures, start));
                if (coil is null)
                {
                    return null;
                }
                takes.Add(Take(new ResourceRef(ResourceRefKind.Coil, coil.Id), deviceSegment, coil.Lanes, coil.Taken, start));
            }
        }
        if (kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Room) is { } roomSegment)
        {
            var room = Prefer(facts.Rooms.Where(r => device?.RoomId is not { } fixedRoom || fixedRoom == r.Id), r => r.Id, ResourceRefKind.Room, before)
                .FirstOrDefault(r => Free(roomSegment, r.Lanes, r.Taken, r.Closures, start));
            if (room is null)
            {
                return null;
            }
            takes.Add(Take(new ResourceRef(ResourceRefKind.Room, room.Id), roomSegment, room.Lanes, room.Taken, start));
        }
        if (context.Supervision.Required && kind.CountsAsTreatment)
        {
            var supervisor = Prefer(facts.Staff.Where(p => p.Roles.Contains(StaffRole.Supervisor) && p.Id != person?.Id), p => p.Id, ResourceRefKind.Staff,
                    [.. before.Where(t => t.Role == StaffRole.Supervisor)])
                .FirstOrDefault(p => VisitRules.IsOnShift(p, facts.Site.Id, context.Supervision.Modes, visit)
                    && !p.Closures.Any(c => c.Overlaps(visit)) && VisitRules.CanSupervise(p, context.Supervision, visit));
            if (supervisor is null)
            {
                return null;
            }
            takes.Add(new PlannedTake(new ResourceRef(ResourceRefKind.Staff, supervisor.Id), StaffRole.Supervisor, null, visit, false));
        }
        return takes;

        PlannedTake Take(ResourceRef resource, VisitSegment segment, int lanes, IReadOnlyList<Occupation> taken, DateTimeOffset at) => segment.Exclusive
            ? new(resource, segment.Role, VisitRules.FreeLane(lanes, taken, segment.Occupied(at)), segment.Occupied(at), true)
            : new(resource, segment.Role, null, segment.Range(at), false);
    }

    private bool Fill(VisitKind kind, DateTimeOffset start, List<StaffRole> roles, int index, Dictionary<StaffRole, StaffFacts> chosen, IReadOnlyList<PlannedTake> before)
    {
        if (index == roles.Count)
        {
            return true;
        }
        var role = roles[index];
        foreach (var person in Prefer(facts.Staff, p => p.Id, ResourceRefKind.Staff, [.. before.Where(t => t.Role == role)]))
        {
            if (chosen.Values.All(c => c.Id != person.Id) && CanServe(person, kind, role, start))
            {
                chosen[role] = person;
                if (Fill(kind, start, roles, index + 1, chosen, before))
                {
                    return true;
                }
                chosen.Remove(role);
            }
        }
        return false;
    }

    private bool CanServe(StaffFacts person, VisitKind kind, StaffRole role, DateTimeOffset start)
    {
        var date = facts.Site.Clock.DateOf(start);
        return person.Roles.Contains(role) && kind.Segments.Where(s => s.Role == role).All(segment =>
            VisitRules.MayFill(person, segment, date)
            && VisitRules.IsOnShift(person, facts.Site.Id, segment.Modes, segment.Range(start))
            && Free(segment, person.Lanes, person.Taken, person.Closures, start));
    }

    private static bool Free(VisitSegment segment, int lanes, IReadOnlyList<Occupation> taken, IReadOnlyList<TimeRange> closures, DateTimeOffset start) =>
        !closures.Any(c => c.Overlaps(segment.Range(start)))
        && (!segment.Exclusive || VisitRules.FreeLane(lanes, taken, segment.Occupied(start)) is not null);

    private IEnumerable<T> Prefer<T>(IEnumerable<T> candidates, Func<T, Guid> id, ResourceRefKind kind, IReadOnlyList<PlannedTake> before) =>
        candidates.OrderByDescending(c => before.Any(t => t.Resource == new ResourceRef(kind, id(c)))).ThenBy(c => TieOrder.Of(patient.Id, id(c)));
}
