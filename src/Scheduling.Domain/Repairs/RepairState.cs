using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Repairs;

/// <summary>The book while a repair is searched: who has which place, and what that costs.</summary>
internal sealed class RepairState
{
    private readonly Dictionary<Guid, LoadBoard> _boards;
    private RepairCost _cost;
    private int _told;

    internal RepairState(RepairRequest request)
    {
        Request = request;
        var movable = request.Visits.Select(v => v.Id).ToHashSet();
        _boards = request.Sites.ToDictionary(s => s.Site.Id, s => new LoadBoard(s, request.From, request.Until));
        var patients = request.Patients.ToDictionary(p => p.Id, p => new PatientNode { Facts = p.Without(movable) });
        var courses = request.Courses.ToDictionary(c => c.Id, c => c);
        var known = new Dictionary<Guid, CourseNode>();
        var classes = new Dictionary<(Guid Site, Guid Patient, Guid? Course, string Kind, int Minutes, Guid? Model, bool Ask), VisitClass>();
        var takes = TakesByOwner(request.Sites, movable);
        foreach (var visit in request.Visits)
        {
            var (board, patient) = (_boards[visit.SiteId], patients[visit.PatientId]);
            CourseNode? course = null;
            if (visit.CourseId is { } id && courses.TryGetValue(id, out var found) && !known.TryGetValue(id, out course))
            {
                known[id] = course = new CourseNode(found, board.Facts.Site.Clock);
            }
            var model = visit.Context.ModelId ?? board.Facts.Devices.FirstOrDefault(d => d.Id == visit.Place.DeviceId)?.ModelId;
            var key = (visit.SiteId, visit.PatientId, visit.CourseId, visit.Kind.Code, visit.Kind.Minutes, model, visit.AskPatientAtOwnTime);
            if (!classes.TryGetValue(key, out var @class))
            {
                var context = visit.Context with { Phase = null, Others = [], ModelId = model };
                classes[key] = @class = new VisitClass(board, patient.Facts, context, visit.Kind, model, visit.AskPatientAtOwnTime, request.EarliestMove);
            }
            var node = new RepairNode
            {
                Index = Nodes.Count,
                Visit = visit,
                Class = @class,
                Patient = patient,
                Course = course,
                OwnWall = (int)board.Facts.Site.Clock.TimeOf(visit.Place.Start).ToTimeSpan().TotalMinutes,
                Own = OwnSeat(visit, board, takes[visit.Id]),
            };
            node.Seat = node.Own;
            Nodes.Add(node);
            patient.Nodes.Add(node);
            if (node.IsSession)
            {
                course!.Sessions.Add(node);
            }
        }
        Courses = [.. known.Values.Where(c => c.Sessions.Count > 0)];
        Courses.ForEach(c => c.Close());
    }

    internal RepairRequest Request { get; }

    internal List<RepairNode> Nodes { get; } = [];

    internal List<CourseNode> Courses { get; }

    internal IEnumerable<LoadBoard> Boards => _boards.Values;

    internal RepairCost Cost => _cost with { Told = _told };

    /// <summary>Gives a visit a place, or gives it up.</summary>
    internal void Put(RepairNode node, RepairSeat? seat)
    {
        (node.Seat, node.IsLost) = (seat, seat is null);
        Count(node, seat, 1);
        if (seat is not null)
        {
            Mark(seat, free: false);
        }
    }

    /// <summary>Takes a visit's place, or its being given up, back.</summary>
    internal void Take(RepairNode node)
    {
        if (node.IsPending)
        {
            return;
        }
        Count(node, node.Seat, -1);
        if (node.Seat is not null)
        {
            Mark(node.Seat, free: true);
        }
        (node.Seat, node.IsLost) = (null, false);
    }

    /// <summary>What it costs to give the visit this place now, the telling included.</summary>
    internal static RepairCost CostOf(RepairNode node, RepairSeat? seat)
    {
        var cost = seat?.Cost ?? node.LostCost;
        return cost.Lost + cost.Moved > 0 && node.Patient.Changed == 0 ? cost with { Told = 1 } : cost;
    }

    /// <summary>Whether nothing else has any of a place.</summary>
    internal static bool IsFree(RepairSeat seat, RepairNode node)
    {
        if (PatientIsTaken(node, seat.Range))
        {
            return false;
        }
        var bounds = node.Board.Days.Grids[seat.Day].Bounds;
        foreach (var take in seat.Takes)
        {
            if (take.Lane >= 0 && node.Board.Knows(take.ResourceId) && node.Board.Row(take.ResourceId) is var row && take.Lane < row.Lanes
                && !row.Free(take.Lane, seat.Day).HasAll(Step(take.Range.From, bounds), Step(take.Range.Until, bounds)))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether another visit of the patient has a place in a range.</summary>
    internal static bool PatientIsTaken(RepairNode node, TimeRange range)
    {
        foreach (var other in node.Patient.Nodes)
        {
            if (other != node && other.Seat is { } seat && seat.Range.Overlaps(range))
            {
                return true;
            }
        }
        return false;
    }

    private static int Step(DateTimeOffset instant, TimeRange day) =>
        (int)Math.Clamp((instant - day.From).TotalMinutes / DayGrid.StepMinutes, 0, SlotMask.Bits);

    private void Count(RepairNode node, RepairSeat? seat, int by)
    {
        var cost = seat?.Cost ?? node.LostCost;
        _cost = by > 0 ? _cost + cost : _cost - cost;
        if (cost.Lost + cost.Moved > 0)
        {
            var before = node.Patient.Changed;
            node.Patient.Changed += by;
            _told += (node.Patient.Changed > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
        }
    }

    private void Mark(RepairSeat seat, bool free)
    {
        foreach (var take in seat.Takes)
        {
            foreach (var board in _boards.Values)
            {
                if (!board.Knows(take.ResourceId))
                {
                    continue;
                }
                if (take.Lane < 0)
                {
                    board.MarkSupervised(board.IndexOf(take.ResourceId), take.Range, free);
                }
                else if (take.Lane < board.Row(take.ResourceId).Lanes)
                {
                    board.Row(take.ResourceId).Mark(take.Lane, take.Range, free);
                }
            }
        }
    }

    private static RepairSeat OwnSeat(RepairVisit visit, LoadBoard board, IEnumerable<SeatTake> takes)
    {
        var date = board.Facts.Site.Clock.DateOf(visit.Place.Start);
        var day = date.DayNumber - board.Days.Grids[0].Date.DayNumber;
        if (day < 0 || day >= board.Days.Count)
        {
            throw new ArgumentException($"Visit {visit.Id} lies outside the dates of the repair.", nameof(visit));
        }
        var minutes = (visit.Place.Start - board.Days.Grids[day].Bounds.From).TotalMinutes;
        return new RepairSeat
        {
            Place = visit.Place,
            Range = TimeRange.OfMinutes(visit.Place.Start, visit.Kind.Minutes),
            Date = date,
            Day = day,
            Step = minutes % DayGrid.StepMinutes == 0 ? (int)minutes / DayGrid.StepMinutes : -1,
            Takes = [.. takes.Distinct()],
            Cost = RepairCost.Zero,
        };
    }

    private static ILookup<Guid, SeatTake> TakesByOwner(IReadOnlyList<ClinicFacts> sites, HashSet<Guid> owners) => sites
        .SelectMany(s => s.Staff.SelectMany(x => x.Taken.Select(t => (x.Id, t)).Concat(x.Supervising.Select(t => (x.Id, t: t with { Lane = -1 }))))
            .Concat(s.Devices.SelectMany(x => x.Taken.Select(t => (x.Id, t))))
            .Concat(s.Rooms.SelectMany(x => x.Taken.Select(t => (x.Id, t))))
            .Concat(s.Coils.SelectMany(x => x.Taken.Select(t => (x.Id, t)))))
        .Where(x => owners.Contains(x.t.OwnerId))
        .ToLookup(x => x.t.OwnerId, x => new SeatTake(x.Id, x.t.Lane, x.t.Range));
}
