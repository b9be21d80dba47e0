using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>
/// Re-checks one visit with named resources against R1-R6 and R23. The booking transaction runs it under its locks;
/// the planner runs it to say why a session is not at its nominal time.
/// </summary>
public static class VisitCheck
{
    /// <summary>Every violation in the order of the rules; empty when the visit may be booked. R9 lets callers pass over R3-R6, never over R1.</summary>
    /// <param name="facts">The site's facts; they must cover the visit's local day.</param>
    /// <param name="patient">The patient's facts.</param>
    /// <param name="visit">The visit.</param>
    /// <param name="context">Protocol, coverage and course.</param>
    public static IReadOnlyList<RuleViolation> Check(ClinicFacts facts, PatientFacts patient, VisitToCheck visit, VisitContext context)
    {
        var check = new Run(facts, patient, visit, context);
        check.Patient();
        check.Device();
        check.Rooms();
        check.Staff();
        check.Supervisor();
        check.Site();
        check.Found.AddRange(CadenceRules.Check(facts.Site.Clock, context, visit.Kind, visit.Start));
        return [.. check.Found.OrderBy(v => v.Rule)];
    }

    private sealed class Run
    {
        private readonly ClinicFacts _facts;
        private readonly PatientFacts _patient;
        private readonly VisitToCheck _visit;
        private readonly VisitContext _context;
        private readonly TimeRange _range;
        private readonly DateOnly _date;
        private readonly List<Guid> _ignored;
        private DeviceFacts? _device;

        internal Run(ClinicFacts facts, PatientFacts patient, VisitToCheck visit, VisitContext context)
        {
            (_facts, _patient, _visit, _context) = (facts, patient, visit, context);
            _range = TimeRange.OfMinutes(visit.Start, visit.Kind.Minutes);
            _date = facts.Site.Clock.DateOf(visit.Start);
            _ignored = [.. visit.IgnoredOwnerIds];
            if (visit.OwnerId is { } own)
            {
                _ignored.Add(own);
            }
        }

        internal List<RuleViolation> Found { get; } = [];

        internal void Patient()
        {
            var patient = new ResourceRef(ResourceRefKind.Patient, _patient.Id);
            Lane(1, _patient.Taken, _range, patient);
            if (!_context.CheckPatientWindows)
            {
                return;
            }
            if (_patient.Windows.Count > 0)
            {
                Within(WeeklyWindow.Expand(_patient.Windows, _facts.Site.Clock, _date, _date), _range, ViolationReasons.OutsideWindows, patient);
            }
            Outside(_patient.Absences, _range, ViolationReasons.Absent, patient);
        }

        internal void Device()
        {
            if (_visit.Kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Device) is not { } segment)
            {
                return;
            }
            _device = _facts.Devices.FirstOrDefault(d => d.Id == _visit.DeviceId);
            if (_device is null)
            {
                Missing(ResourceRefKind.Device, _visit.DeviceId);
                return;
            }
            var device = new ResourceRef(ResourceRefKind.Device, _device.Id);
            Taking(segment, _device.Lanes, _device.Taken, device);
            Outside(_device.Closures, segment.Range(_visit.Start), ViolationReasons.Closed, device);
            if (_device.SiteId != _facts.Site.Id)
            {
                Add(Rule.R5, ViolationReasons.WrongPlace, device, null);
            }
            if (_context.ModelId is { } model && model != _device.ModelId)
            {
                Add(Rule.R23, ViolationReasons.OtherModel, device, null);
            }
            if (_context.DeviceCapability is { } capability)
            {
                if (!_device.Capabilities.Contains(capability))
                {
                    Add(Rule.R3, ViolationReasons.CapabilityMissing, device, null);
                }
                else if (_context.Indication is { } indication && !_context.OffLabelOrder
                    && !VisitRules.IsCleared(_device, capability, indication, VisitRules.AgeOn(_patient.BornOn, _date)))
                {
                    Add(Rule.R3, ViolationReasons.NotCleared, device, null);
                }
            }
            if (_device.SharedCoilIds.Count > 0)
            {
                var coil = _facts.Coils.FirstOrDefault(c => c.Id == _visit.CoilId && _device.SharedCoilIds.Contains(c.Id));
                if (coil is null)
                {
                    Missing(ResourceRefKind.Coil, _visit.CoilId);
                }
                else
                {
                    var named = new ResourceRef(ResourceRefKind.Coil, coil.Id);
                    Taking(segment, coil.Lanes, coil.Taken, named);
                    Outside(coil.Closures, segment.Range(_visit.Start), ViolationReasons.Closed, named);
                }
            }
        }

        internal void Rooms()
        {
            if (_visit.Kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Room) is not { } segment)
            {
                return;
            }
            var room = _facts.Rooms.FirstOrDefault(r => r.Id == _visit.RoomId);
            if (room is null)
            {
                Missing(ResourceRefKind.Room, _visit.RoomId);
                return;
            }
            var named = new ResourceRef(ResourceRefKind.Room, room.Id);
            Taking(segment, room.Lanes, room.Taken, named);
            Outside(room.Closures, segment.Range(_visit.Start), ViolationReasons.Closed, named);
            if (room.SiteId != _facts.Site.Id || (_device?.RoomId is { } fixedRoom && fixedRoom != room.Id))
            {
                Add(Rule.R5, ViolationReasons.WrongPlace, named, null);
            }
        }

        internal void Staff()
        {
            var named = new HashSet<Guid>();
            foreach (var role in _visit.Kind.Roles())
            {
                if (!_visit.Staff.TryGetValue(role, out var id) || _facts.Staff.FirstOrDefault(s => s.Id == id) is not { } person)
                {
                    Add(Rule.R4, ViolationReasons.RoleUnfilled, _visit.Staff.TryGetValue(role, out var unknown) ? new ResourceRef(ResourceRefKind.Staff, unknown) : null, _range);
                    continue;
                }
                var who = new ResourceRef(ResourceRefKind.Staff, id);
                if (!named.Add(id))
                {
                    Add(Rule.R4, ViolationReasons.PersonTwice, who, null);
                }
                if (role == _context.OperatorRole && _device is not null && !VisitRules.MayOperate(person, _device.ModelId, _date))
                {
                    Add(Rule.R3, ViolationReasons.CredentialMissing, who, _facts.Site.Clock.DayBounds(_date));
                }
                foreach (var segment in _visit.Kind.Segments.Where(s => s.Role == role))
                {
                    if (!person.Roles.Contains(role))
                    {
                        Add(Rule.R4, ViolationReasons.RoleMissing, who, null);
                    }
                    else if (!VisitRules.MayFill(person, segment, _date))
                    {
                        Add(Rule.R3, ViolationReasons.CredentialMissing, who, _facts.Site.Clock.DayBounds(_date));
                    }
                    if (!VisitRules.IsOnShift(person, _facts.Site.Id, segment.Modes, segment.Range(_visit.Start)))
                    {
                        Within(VisitRules.OnShift(person, _facts.Site.Id, segment.Modes), segment.Range(_visit.Start), ViolationReasons.OffShift, who);
                    }
                    Outside(person.Closures, segment.Range(_visit.Start), ViolationReasons.Closed, who);
                    Taking(segment, person.Lanes, person.Taken, who);
                }
            }
        }

        internal void Supervisor()
        {
            if (!_context.Supervision.Required || !_visit.Kind.CountsAsTreatment)
            {
                return;
            }
            if (!_visit.Staff.TryGetValue(StaffRole.Supervisor, out var id) || _facts.Staff.FirstOrDefault(s => s.Id == id) is not { } person)
            {
                Add(Rule.R4, ViolationReasons.SupervisorMissing, null, _range);
                return;
            }
            var who = new ResourceRef(ResourceRefKind.Staff, id);
            if (!person.Roles.Contains(StaffRole.Supervisor))
            {
                Add(Rule.R4, ViolationReasons.RoleMissing, who, null);
            }
            if (_context.OperatorRole is { } role && _visit.Staff.TryGetValue(role, out var op) && op == id)
            {
                Add(Rule.R4, ViolationReasons.SupervisorIsOperator, who, null);
            }
            if (!VisitRules.CanSupervise(person, _context.Supervision, _range, _ignored))
            {
                Add(Rule.R4, ViolationReasons.SupervisorFull, who, _range);
            }
            Within(VisitRules.OnShift(person, _facts.Site.Id, _context.Supervision.Modes), _range, ViolationReasons.OffShift, who, Rule.R4);
            Outside(person.Closures, _range, ViolationReasons.Closed, who);
        }

        internal void Site()
        {
            var site = new ResourceRef(ResourceRefKind.Site, _facts.Site.Id);
            Within(VisitRules.OpenOn(_facts.Site, _date), _range, ViolationReasons.OutsideHours, site);
            Outside(_facts.Site.Closures, _range, ViolationReasons.Closed, site);
        }

        private void Taking(VisitSegment segment, int lanes, IReadOnlyList<Occupation> taken, ResourceRef resource)
        {
            if (segment.Exclusive)
            {
                Lane(lanes, taken, segment.Occupied(_visit.Start), resource);
            }
        }

        private void Lane(int lanes, IReadOnlyList<Occupation> taken, TimeRange range, ResourceRef resource)
        {
            if (VisitRules.FreeLane(lanes, taken, range, _ignored) is null)
            {
                var staff = resource.Kind == ResourceRefKind.Staff;
                Add(staff ? Rule.R2 : Rule.R1, staff ? ViolationReasons.StaffTaken : ViolationReasons.Taken, resource, VisitRules.FirstTaken(taken, range, _ignored));
            }
        }

        // The interval told is the part of the visit that lies outside.
        private void Within(IReadOnlyList<TimeRange> allowed, TimeRange range, string reason, ResourceRef resource, Rule rule = Rule.R5)
        {
            if (allowed.Any(a => a.Contains(range)))
            {
                return;
            }
            var covered = allowed.Where(a => a.Contains(range.From)).Select(a => a.Until).DefaultIfEmpty(range.From).Max();
            var next = allowed.Where(a => a.From > covered && a.From < range.Until).Select(a => a.From).DefaultIfEmpty(range.Until).Min();
            Add(rule, reason, resource, new TimeRange(covered, next));
        }

        private void Outside(IReadOnlyList<TimeRange> closed, TimeRange range, string reason, ResourceRef resource)
        {
            if (closed.Where(c => c.Overlaps(range)).OrderBy(c => c.From).Select(c => (TimeRange?)c).FirstOrDefault() is { } blocking)
            {
                Add(Rule.R5, reason, resource, blocking);
            }
        }

        private void Missing(ResourceRefKind kind, Guid? id) =>
            Add(Rule.R4, ViolationReasons.ResourceMissing, id is { } named ? new ResourceRef(kind, named) : null, _range);

        private void Add(Rule rule, string reason, ResourceRef? resource, TimeRange? interval) => Found.Add(new RuleViolation(rule, reason, resource, interval));
    }
}
