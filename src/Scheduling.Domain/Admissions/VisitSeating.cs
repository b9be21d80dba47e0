using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Admissions;

/// <summary>
/// Deals a priced course out to people, devices, rooms and coils: at each of its starts some pair of operator and device is free, and here the pairs are
/// chosen so that person and device change as cheaply as they can.
/// </summary>
internal sealed class VisitSeating(AdmissionModel model)
{
    private readonly List<Guid> _used = [];

    /// <summary>Takes the course's lanes on the boards.</summary>
    internal Placement Seat(PricedCourse course)
    {
        var way = course.Case;
        var pairs = Pairs(course, out var changes);
        var visits = new List<PlannedTake>[pairs.Length];
        var devices = way.Classes[AdmissionCase.Treatment].Devices.Length;
        for (var i = 0; i < pairs.Length; i++)
        {
            var visit = Class(way, i);
            Visit(visit, way.Days[course.Days[i]], course.Steps[i], visit.Operators[pairs[i] / devices], visit.Devices[pairs[i] % devices], visits[i] = []);
            model.Mark(visits[i], free: false);
        }
        return new Placement(course, course.Cost + changes, visits, null);
    }

    private static StartClass Class(AdmissionCase way, int session) => way.Classes[session == 0 ? AdmissionCase.First : AdmissionCase.Treatment];

    // The cheapest way through the free pairs of each visit, operator * devices + device.
    private static int[] Pairs(PricedCourse course, out double changes)
    {
        var way = course.Case;
        var (operators, devices) = (way.Classes[AdmissionCase.Treatment].Operators.Length, way.Classes[AdmissionCase.Treatment].Devices.Length);
        var count = course.Days.Length;
        var from = new int[count * operators * devices];
        var before = new double[operators * devices];
        var now = new double[operators * devices];
        for (var i = 0; i < count; i++)
        {
            var visit = Class(way, i);
            var (day, step) = (way.Days[course.Days[i]], course.Steps[i]);
            var (all, least) = (-1, double.PositiveInfinity);
            for (var p = 0; p < before.Length && i > 0; p++)
            {
                (all, least) = before[p] < least ? (p, before[p]) : (all, least);
            }
            Array.Fill(now, double.PositiveInfinity);
            for (var d = 0; d < devices; d++)
            {
                if (!visit.Grid.DeviceStarts(day, visit.Devices[d]).Has(step))
                {
                    continue;
                }
                for (var o = 0; o < operators; o++)
                {
                    if (visit.Grid.OperatorStarts(day, visit.Operators[o], visit.ModelId).Has(step))
                    {
                        now[o * devices + d] = i == 0 ? 0 : Enter(way, before, all, o, d, devices, out from[i * before.Length + o * devices + d]);
                    }
                }
            }
            (before, now) = (now, before);
        }
        var pairs = new int[count];
        var last = 0;
        for (var p = 1; p < before.Length && count > 0; p++)
        {
            last = before[p] < before[last] ? p : last;
        }
        changes = count > 0 ? before[last] : 0;
        for (var i = count - 1; i >= 0; i--)
        {
            pairs[i] = last;
            last = from[i * before.Length + last];
        }
        return pairs;
    }

    // The least of the same pair's, the same operator's, the same device's and anyone's price with the changes it takes.
    private static double Enter(AdmissionCase way, double[] before, int all, int o, int d, int devices, out int from)
    {
        from = o * devices + d;
        var least = before[from];
        for (var other = 0; other < devices; other++)
        {
            if (before[o * devices + other] + way.DeviceChange < least)
            {
                (from, least) = (o * devices + other, before[o * devices + other] + way.DeviceChange);
            }
        }
        for (var other = d; other < before.Length; other += devices)
        {
            if (before[other] + way.StaffChange < least)
            {
                (from, least) = (other, before[other] + way.StaffChange);
            }
        }
        if (before[all] + way.StaffChange + way.DeviceChange < least)
        {
            (from, least) = (all, before[all] + way.StaffChange + way.DeviceChange);
        }
        return least;
    }

    private void Visit(StartClass visit, int day, int step, StaffFacts? person, DeviceFacts? device, List<PlannedTake> takes)
    {
        var board = visit.Board;
        var start = board.Days.Grids[day].At(step);
        _used.Clear();
        foreach (var role in visit.Kind.Roles())
        {
            var segments = visit.Kind.Segments.Where(s => s.Role == role).ToArray();
            var who = person is not null && role == visit.Context.OperatorRole ? board.IndexOf(person.Id) : Other(visit, day, step, role, segments, person);
            _used.Add(board.Facts.Staff[who].Id);
            foreach (var segment in segments)
            {
                Take(board.Staff[who], day, step, start, segment, takes);
            }
        }
        if (device is not null)
        {
            var segment = visit.Kind.Segments.First(s => s.Kind == SegmentKind.Device);
            Take(board.Row(device.Id), day, step, start, segment, takes);
            if (device.SharedCoilIds.Count > 0)
            {
                Take(board.Coils.First(c => device.SharedCoilIds.Contains(c.Resource.Id) && VisitGrid.SegmentStarts(day, segment, c).Has(step)), day, step, start, segment, takes);
            }
        }
        if (visit.Kind.Segments.FirstOrDefault(s => s.Kind == SegmentKind.Room) is { } room)
        {
            Take(board.Rooms.First(r => (device?.RoomId is not { } own || own == r.Resource.Id) && VisitGrid.SegmentStarts(day, room, r).Has(step)), day, step, start, room, takes);
        }
        if (visit.Grid.Others.Supervisor(day, step, person is null ? -1 : board.IndexOf(person.Id)) is { } supervisor)
        {
            takes.Add(new PlannedTake(board.Staff[supervisor].Resource, StaffRole.Supervisor, null, TimeRange.OfMinutes(start, visit.Kind.Minutes), false));
        }
    }

    // Somebody free for a role who is not needed for another that nobody else can fill: found by trying, roles are few.
    private int Other(StartClass visit, int day, int step, StaffRole role, VisitSegment[] segments, StaffFacts? person)
    {
        var board = visit.Board;
        var rest = visit.Kind.Roles().SkipWhile(r => r != role).Skip(1).Where(r => person is null || r != visit.Context.OperatorRole).ToList();
        for (var p = 0; p < board.Staff.Length; p++)
        {
            var id = board.Facts.Staff[p].Id;
            if (id == person?.Id || _used.Contains(id) || !visit.Grid.RoleStarts(day, p, role, segments, null).Has(step))
            {
                continue;
            }
            if (rest.Count == 0)
            {
                return p;
            }
            _used.Add(id);
            var filled = Fill(visit, day, step, rest, 0, person);
            _used.Remove(id);
            if (filled)
            {
                return p;
            }
        }
        throw new InvalidOperationException("A free start without staff.");
    }

    private bool Fill(StartClass visit, int day, int step, List<StaffRole> roles, int index, StaffFacts? person)
    {
        if (index == roles.Count)
        {
            return true;
        }
        var segments = visit.Kind.Segments.Where(s => s.Role == roles[index]).ToArray();
        for (var p = 0; p < visit.Board.Staff.Length; p++)
        {
            var id = visit.Board.Facts.Staff[p].Id;
            if (id != person?.Id && !_used.Contains(id) && visit.Grid.RoleStarts(day, p, roles[index], segments, null).Has(step))
            {
                _used.Add(id);
                var filled = Fill(visit, day, step, roles, index + 1, person);
                _used.Remove(id);
                if (filled)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static void Take(BoardRow row, int day, int step, DateTimeOffset start, VisitSegment segment, List<PlannedTake> takes)
    {
        if (!segment.Exclusive)
        {
            takes.Add(new PlannedTake(row.Resource, segment.Role, null, segment.Range(start), false));
            return;
        }
        var from = step + (segment.FromMinute - segment.SetupMinutes) / DayGrid.StepMinutes;
        var until = step + (segment.UntilMinute + segment.TurnoverMinutes) / DayGrid.StepMinutes;
        for (var lane = 0; lane < row.Lanes; lane++)
        {
            if (row.Free(lane, day).HasAll(from, until))
            {
                takes.Add(new PlannedTake(row.Resource, segment.Role, lane, segment.Occupied(start), true));
                return;
            }
        }
        throw new InvalidOperationException("A free start without a free lane.");
    }
}
