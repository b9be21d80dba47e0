using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Appointments;

/// <summary>Finds resources for one visit at one start: those asked for as given, the rest chosen, those preferred first, then by id.</summary>
public static class ResourceChoice
{
    /// <summary>
    /// The visit with everything named, or, when nothing serves, with the nearest try, for <see cref="VisitCheck"/> to say what is in the way.
    /// </summary>
    /// <param name="clinic">Facts of the site that cover the visit's day.</param>
    /// <param name="patient">The patient's facts.</param>
    /// <param name="visit">The visit; its own staff, device and room are preferences.</param>
    /// <param name="asked">What must be taken as given.</param>
    /// <param name="context">Protocol, coverage and course.</param>
    /// <param name="ignoredOwnerIds">Owners whose places count as free.</param>
    /// <param name="waived">Rules waived deliberately (R9). Resources that keep them all the same come first.</param>
    public static VisitToBook Choose(
        ClinicFacts clinic, PatientFacts patient, VisitToBook visit, NamedResources asked, VisitContext context, IReadOnlyList<Guid> ignoredOwnerIds, IReadOnlyCollection<Rule>? waived = null) =>
        Choose(clinic, patient, visit, asked, context, ignoredOwnerIds, waived ?? [], out _);

    /// <summary>The same, telling whether it serves.</summary>
    /// <param name="clinic">Facts of the site that cover the visit's day.</param>
    /// <param name="patient">The patient's facts.</param>
    /// <param name="visit">The visit; its own staff, device and room are preferences.</param>
    /// <param name="asked">What must be taken as given.</param>
    /// <param name="context">Protocol, coverage and course.</param>
    /// <param name="ignoredOwnerIds">Owners whose places count as free.</param>
    /// <param name="waived">Rules waived deliberately (R9).</param>
    /// <param name="fits">False for the nearest try.</param>
    public static VisitToBook Choose(
        ClinicFacts clinic, PatientFacts patient, VisitToBook visit, NamedResources asked, VisitContext context, IReadOnlyList<Guid> ignoredOwnerIds, IReadOnlyCollection<Rule> waived, out bool fits)
    {
        var run = new Search(clinic, patient, visit, asked, context, [.. ignoredOwnerIds, visit.AppointmentId], waived);
        var found = run.Find();
        fits = found is not null;
        return found ?? run.Nearest ?? visit;
    }

    private sealed class Search(
        ClinicFacts clinic, PatientFacts patient, VisitToBook visit, NamedResources asked, VisitContext context, IReadOnlyList<Guid> ignored, IReadOnlyCollection<Rule> waived)
    {
        private readonly DateOnly date = clinic.Site.Clock.DateOf(visit.Start);
        private VisitToBook? nearest;
        private int nearestBroken = int.MaxValue;

        public VisitToBook? Nearest => nearest;

        public VisitToBook? Find()
        {
            foreach (var device in Devices())
            {
                foreach (var room in Rooms(device))
                {
                    if (Fill(visit with { DeviceId = device?.Id, RoomId = room, Staff = new Dictionary<StaffRole, Guid>() }, device, Roles(), 0) is { } found)
                    {
                        return found;
                    }
                }
            }

            return null;
        }

        // People role by role; the rules that concern only one person prune, the whole check decides.
        private VisitToBook? Fill(VisitToBook partial, DeviceFacts? device, IReadOnlyList<StaffRole> roles, int next)
        {
            if (next == roles.Count)
            {
                var broken = Broken(partial);
                if (broken < nearestBroken)
                {
                    (nearest, nearestBroken) = (partial, broken);
                }

                return broken == 0 ? partial : null;
            }

            var role = roles[next];
            var candidates = Candidates(role, device).Where(id => !partial.Staff.Values.Contains(id)).ToList();
            foreach (var person in candidates)
            {
                var staff = new Dictionary<StaffRole, Guid>(partial.Staff) { [role] = person };
                if (Fill(partial with { Staff = staff }, device, roles, next + 1) is { } found)
                {
                    return found;
                }
            }

            if (candidates.Count > 0 || nearest is not null)
            {
                return null;
            }

            // Nobody is free for this role: go on with somebody who is not, or without, so that the check can name who is taken and when.
            var standIn = clinic.Staff
                .Where(p => p.Roles.Contains(role) && !partial.Staff.Values.Contains(p.Id))
                .OrderBy(p => MayServe(p, role, device, waived) ? 0 : 1)
                .ThenBy(p => visit.Staff.GetValueOrDefault(role) == p.Id ? 0 : 1)
                .ThenBy(p => p.Id)
                .FirstOrDefault();
            return Fill(standIn is null ? partial : partial with { Staff = new Dictionary<StaffRole, Guid>(partial.Staff) { [role] = standIn.Id } }, device, roles, next + 1);
        }

        private int Broken(VisitToBook candidate) => VisitCheck.Check(
            clinic,
            patient,
            new VisitToCheck
            {
                OwnerId = candidate.AppointmentId,
                IgnoredOwnerIds = ignored,
                Kind = candidate.Kind,
                Start = candidate.Start,
                Staff = candidate.Staff,
                DeviceId = candidate.DeviceId,
                RoomId = candidate.RoomId,
            },
            context).Count(v => !waived.Contains(v.Rule));

        private IEnumerable<DeviceFacts?> Devices()
        {
            if (visit.Kind.Segments.All(s => s.Kind != SegmentKind.Device))
            {
                return [null];
            }

            var fits = clinic.Devices
                .Where(d => asked.DeviceId is { } id ? d.Id == id : context.ModelId is null || d.ModelId == context.ModelId)
                .OrderBy(d => d.Id == visit.DeviceId ? 0 : 1).ThenBy(d => d.Id)
                .ToList();
            var free = fits.Where(d => asked.DeviceId is not null || IsFree(d.Lanes, d.Taken, SegmentKind.Device, null)).ToList();
            return free.Count > 0 ? free : fits.Take(1).DefaultIfEmpty(null);
        }

        private IEnumerable<Guid?> Rooms(DeviceFacts? device)
        {
            if (visit.Kind.Segments.All(s => s.Kind != SegmentKind.Room))
            {
                return [null];
            }

            if ((asked.RoomId ?? device?.RoomId) is { } given)
            {
                return [given];
            }

            var all = clinic.Rooms.OrderBy(r => r.Id == visit.RoomId ? 0 : 1).ThenBy(r => r.Id).ToList();
            var free = all.Where(r => IsFree(r.Lanes, r.Taken, SegmentKind.Room, null)).ToList();
            return (free.Count > 0 ? free : all.Take(1)).Select(r => (Guid?)r.Id).DefaultIfEmpty(null);
        }

        private List<StaffRole> Roles()
        {
            var roles = visit.Kind.Roles().ToList();
            if (context.Supervision.Required && visit.Kind.CountsAsTreatment && !roles.Contains(StaffRole.Supervisor))
            {
                roles.Add(StaffRole.Supervisor);
            }

            return roles;
        }

        private IEnumerable<Guid> Candidates(StaffRole role, DeviceFacts? device)
        {
            if (asked.Staff?.TryGetValue(role, out var given) == true)
            {
                return [given];
            }

            return clinic.Staff
                .Where(p => p.Roles.Contains(role) && CanServe(p, role, device, waived))
                .OrderBy(p => waived.Count == 0 || CanServe(p, role, device, []) ? 0 : 1)
                .ThenBy(p => visit.Staff.GetValueOrDefault(role) == p.Id ? 0 : 1)
                .ThenBy(p => p.Id)
                .Select(p => p.Id);
        }

        private bool CanServe(StaffFacts person, StaffRole role, DeviceFacts? device, IReadOnlyCollection<Rule> passed) =>
            MayServe(person, role, device, passed) && IsFree(person.Lanes, person.Taken, SegmentKind.Staff, role);

        private bool MayServe(StaffFacts person, StaffRole role, DeviceFacts? device, IReadOnlyCollection<Rule> passed)
        {
            var segments = visit.Kind.Segments.Where(s => s.Kind == SegmentKind.Staff && s.Role == role).ToList();
            return (passed.Contains(Rule.R3) || role != context.OperatorRole || device is null || VisitRules.MayOperate(person, device.ModelId, date))
                && segments.All(s => (passed.Contains(Rule.R3) || VisitRules.MayFill(person, s, date))
                    && (passed.Contains(Rule.R5) || VisitRules.OnShift(person, clinic.Site.Id, s.Modes).Any(shift => shift.Contains(s.Range(visit.Start)))));
        }

        private bool IsFree(int lanes, IReadOnlyList<Occupation> taken, SegmentKind kind, StaffRole? role) => visit.Kind.Segments
            .Where(s => s.Kind == kind && s.Role == role && s.Exclusive)
            .All(s => VisitRules.FreeLane(lanes, taken, s.Occupied(visit.Start), ignored) is not null);
    }
}
