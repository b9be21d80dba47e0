using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Repairs;

/// <summary>Everybody and everything that could serve a visit at a start as the boards stand.</summary>
internal sealed class Seating(SearchBudget budget)
{
    private const int DayMinutes = 24 * 60;

    /// <summary>The ways to serve it, those booked first.</summary>
    internal List<RepairSeat> At(RepairNode node, DayMasks masks, int day, int step, int most)
    {
        var found = new List<RepairSeat>();
        var start = node.Board.Days.Grids[day].At(step);
        if (RepairState.PatientIsTaken(node, TimeRange.OfMinutes(start, node.Visit.Kind.Minutes)))
        {
            return found;
        }
        var (own, @class) = (node.Visit.Place, node.Class);
        foreach (var d in Enumerable.Range(0, @class.Devices.Length).OrderBy(d => @class.Devices[d]?.Id == own.DeviceId ? 0 : 1))
        {
            if (!masks.Devices[d].Has(step))
            {
                continue;
            }
            foreach (var o in Enumerable.Range(0, @class.Operators.Length).Where(o => masks.Operators[d][o].Has(step)).OrderBy(o => Booked(node, @class.Operators[o]) ? 0 : 1))
            {
                Serve(node, new Try(node, day, step, start), @class.Devices[d], @class.Operators[o], most, found);
                if (found.Count >= most)
                {
                    return found;
                }
            }
        }
        return found;
    }

    private void Serve(RepairNode node, Try at, DeviceFacts? device, int person, int most, List<RepairSeat> found)
    {
        var (board, @class) = (node.Board, node.Class);
        if (person >= 0)
        {
            Add(at, @class.Context.OperatorRole!.Value, person);
        }
        if (device is not null)
        {
            at.Device = device.Id;
            Take(at, board.Row(device.Id), @class.Device!);
            if (device.SharedCoilIds.Count > 0)
            {
                var coil = board.Coils.Where(c => device.SharedCoilIds.Contains(c.Resource.Id) && VisitGrid.SegmentStarts(at.Day, @class.Device!, c).Has(at.Step))
                    .OrderBy(c => c.Resource.Id == node.Visit.Place.CoilId ? 0 : 1).ThenBy(c => c.Resource.Id).First();
                at.Coil = coil.Resource.Id;
                Take(at, coil, @class.Device!);
            }
        }
        Roles(node, at, 0, person, () =>
        {
            if (@class.Room is not { } segment)
            {
                found.Add(Finish(node, at, null));
                return;
            }
            foreach (var room in board.Rooms.Where(r => device?.RoomId is not { } given || given == r.Resource.Id)
                .Where(r => VisitGrid.SegmentStarts(at.Day, segment, r).Has(at.Step))
                .OrderBy(r => r.Resource.Id == node.Visit.Place.RoomId ? 0 : 1).ThenBy(r => r.Resource.Id))
            {
                if (found.Count < most)
                {
                    var taken = at.Takes.Count;
                    Take(at, room, segment);
                    found.Add(Finish(node, at, room.Resource.Id));
                    at.Takes.RemoveRange(taken, at.Takes.Count - taken);
                }
            }
        });
    }

    // Somebody of their own for each further role.
    private static void Roles(RepairNode node, Try at, int index, int person, Action then)
    {
        if (index == node.Class.OtherRoles.Length)
        {
            then();
            return;
        }
        var role = node.Class.OtherRoles[index];
        foreach (var p in Enumerable.Range(0, node.Board.Staff.Length).OrderBy(p => Booked(node, p) ? 0 : 1))
        {
            if (at.People.Exists(x => x.Person == p) || !node.Class.RoleStarts(at.Day, p, role).Has(at.Step))
            {
                continue;
            }
            var taken = at.Takes.Count;
            Add(at, role, p);
            Roles(node, at, index + 1, person, then);
            at.People.RemoveAt(at.People.Count - 1);
            at.Takes.RemoveRange(taken, at.Takes.Count - taken);
        }
    }

    private RepairSeat Finish(RepairNode node, Try at, Guid? room)
    {
        budget.Spend(1);
        var (board, own, range) = (node.Board, node.Visit.Place, TimeRange.OfMinutes(at.Start, node.Visit.Kind.Minutes));
        var staff = at.People.ToDictionary(p => p.Role, p => board.Facts.Staff[p.Person].Id);
        List<SeatTake> takes = [.. at.Takes];
        if (node.Class.AsksSupervisor && Supervisor(node, at) is { } supervisor)
        {
            staff[StaffRole.Supervisor] = board.Facts.Staff[supervisor].Id;
            takes.Add(new SeatTake(staff[StaffRole.Supervisor], -1, range));
        }
        var grid = board.Days.Grids[at.Day];
        var moved = at.Day != node.Own.Day || at.Step != node.Own.Step || node.Visit.HasNoPlace;
        return new RepairSeat
        {
            Place = new VisitPlace { Start = board.Facts.Site.Clock.ToLocal(at.Start), Staff = staff, DeviceId = at.Device, RoomId = room, CoilId = at.Coil },
            Range = range,
            Date = grid.Date,
            Day = at.Day,
            Step = at.Step,
            Takes = takes,
            Cost = new RepairCost(
                0,
                moved ? 1 : 0,
                0,
                moved ? Math.Abs(grid.WallMinute(at.Step) - node.OwnWall) + ((long)DayMinutes * Math.Abs(at.Day - node.Own.Day)) : 0,
                staff.Count(s => !own.Staff.TryGetValue(s.Key, out var who) || who != s.Value),
                (at.Device == own.DeviceId ? 0 : 1) + (room == own.RoomId ? 0 : 1) + (at.Coil == own.CoilId ? 0 : 1)),
        };
    }

    private static int? Supervisor(RepairNode node, Try at)
    {
        var person = node.Class.Context.OperatorRole is { } role && at.People.Exists(p => p.Role == role) ? at.People.Find(p => p.Role == role).Person : -1;
        return node.Class.Supervisor(at.Day, at.Step, person);
    }

    private static void Add(Try at, StaffRole role, int person)
    {
        at.People.Add((role, person));
        foreach (var segment in at.Node.Visit.Kind.Segments.Where(s => s.Role == role))
        {
            Take(at, at.Node.Board.Staff[person], segment);
        }
    }

    private static void Take(Try at, BoardRow row, VisitSegment segment)
    {
        if (!segment.Exclusive)
        {
            return;
        }
        var from = at.Step + (segment.FromMinute - segment.SetupMinutes) / DayGrid.StepMinutes;
        var until = at.Step + (segment.UntilMinute + segment.TurnoverMinutes) / DayGrid.StepMinutes;
        for (var lane = 0; lane < row.Lanes; lane++)
        {
            if (row.Free(lane, at.Day).HasAll(from, until))
            {
                at.Takes.Add(new SeatTake(row.Resource.Id, lane, segment.Occupied(at.Start)));
                return;
            }
        }
        throw new InvalidOperationException("A free start without a free lane.");
    }

    private static bool Booked(RepairNode node, int person) => person >= 0 && node.Visit.Place.Staff.Values.Contains(node.Board.Facts.Staff[person].Id);

    private sealed class Try(RepairNode node, int day, int step, DateTimeOffset start)
    {
        internal RepairNode Node { get; } = node;

        internal int Day { get; } = day;

        internal int Step { get; } = step;

        internal DateTimeOffset Start { get; } = start;

        internal Guid? Device { get; set; }

        internal Guid? Coil { get; set; }

        internal List<(StaffRole Role, int Person)> People { get; } = [];

        internal List<SeatTake> Takes { get; } = [];
    }
}
