using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>Every visit that is legal by <see cref="PlanChecker"/>, with every way to name resources and lanes.</summary>
public sealed partial class BruteForce
{
    private List<Visit> LegalVisits(VisitKind kind)
    {
        var visits = new List<Visit>();
        var roles = kind.Segments.Where(s => s.Kind == SegmentKind.Staff).Select(s => s.Role!.Value).Distinct().ToList();
        for (var date = _request.StartOnOrAfter; date <= _request.HorizonEnd; date = date.AddDays(1))
        {
            var day = _facts.Site.Clock.DayBounds(date);
            for (var start = day.From; start < day.Until; start = start.AddMinutes(5))
            {
                var local = _facts.Site.Clock.ToLocal(start);
                // Cheap look first: the whole check is slow.
                if (!_facts.Site.OpeningHours.Any(w => w.Day == local.DayOfWeek && TimeOnly.FromDateTime(local.DateTime) >= w.From && (w.Until == TimeOnly.MinValue || TimeOnly.FromDateTime(local.DateTime) < w.Until)))
                {
                    continue;
                }
                var pairs = Takings(kind, start, roles).Where(t => PlanChecker.VisitProblems(_request, _facts, _model, Planned(kind, start, t)) is var p && !p.Any())
                    .Select(t => (
                        Operator: t.Where(x => x.Role == _request.Protocol.OperatorRole).Select(x => (Guid?)x.Resource.Id).FirstOrDefault(),
                        Device: t.Where(x => x.Resource.Kind == ResourceRefKind.Device).Select(x => (Guid?)x.Resource.Id).FirstOrDefault()))
                    .Distinct();
                visits.AddRange(pairs.Select(p => new Visit(visits.Count, date, _facts.Site.Clock.WeekStart(date), start, local.Hour * 60 + local.Minute, p.Operator, p.Device)));
            }
        }
        return [.. visits.Select((v, i) => v with { Number = i })];
    }

    private PlannedVisit Planned(VisitKind kind, DateTimeOffset start, IReadOnlyList<PlannedTake> takes)
    {
        var local = _facts.Site.Clock.ToLocal(start);
        return new PlannedVisit
        {
            Kind = kind.Code,
            Start = local,
            End = start.AddMinutes(kind.Minutes),
            LocalDate = DateOnly.FromDateTime(local.DateTime),
            LocalTime = TimeOnly.FromDateTime(local.DateTime),
            Takes = takes,
        };
    }

    // Every way to name resources and lanes.
    private IEnumerable<IReadOnlyList<PlannedTake>> Takings(VisitKind kind, DateTimeOffset start, List<StaffRole> roles)
    {
        IEnumerable<IReadOnlyList<PlannedTake>> ways = [[new PlannedTake(new ResourceRef(ResourceRefKind.Patient, _request.Patient.Id), null, 0, TimeRange.OfMinutes(start, kind.Minutes), true)]];
        foreach (var role in roles)
        {
            ways = ways.SelectMany(way => _facts.Staff.Where(s => s.Roles.Contains(role)).SelectMany(person =>
            {
                IEnumerable<IReadOnlyList<PlannedTake>> extended = [way];
                foreach (var segment in kind.Segments.Where(s => s.Role == role))
                {
                    extended = extended.SelectMany(w => Lanes(ResourceRefKind.Staff, person.Id, person.Lanes, segment, start).Select(t => (IReadOnlyList<PlannedTake>)[.. w, t])).ToList();
                }
                return extended;
            })).ToList();
        }
        foreach (var segment in kind.Segments.Where(s => s.Kind != SegmentKind.Staff))
        {
            ways = ways.SelectMany(way => (segment.Kind == SegmentKind.Device
                    ? _facts.Devices.Where(d => d.ModelId == _model).SelectMany(d => Lanes(ResourceRefKind.Device, d.Id, d.Lanes, segment, start))
                    : _facts.Rooms.SelectMany(r => Lanes(ResourceRefKind.Room, r.Id, r.Lanes, segment, start)))
                .Select(t => (IReadOnlyList<PlannedTake>)[.. way, t])).ToList();
        }
        if (_request.Supervision.Required && kind.CountsAsTreatment)
        {
            ways = ways.SelectMany(way => _facts.Staff.Where(s => s.Roles.Contains(StaffRole.Supervisor)).Select(s => (IReadOnlyList<PlannedTake>)
                [.. way, new PlannedTake(new ResourceRef(ResourceRefKind.Staff, s.Id), StaffRole.Supervisor, null, TimeRange.OfMinutes(start, kind.Minutes), false)]));
        }
        return ways;
    }

    private static IEnumerable<PlannedTake> Lanes(ResourceRefKind kind, Guid id, int lanes, VisitSegment segment, DateTimeOffset start)
    {
        var core = new TimeRange(start.AddMinutes(segment.FromMinute), start.AddMinutes(segment.UntilMinute));
        return segment.Exclusive
            ? Enumerable.Range(0, lanes).Select(lane => new PlannedTake(new ResourceRef(kind, id), segment.Role, lane, new TimeRange(core.From.AddMinutes(-segment.SetupMinutes), core.Until.AddMinutes(segment.TurnoverMinutes)), true))
            : [new PlannedTake(new ResourceRef(kind, id), segment.Role, null, core, false)];
    }
}
