using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Repairs;

/// <summary>
/// The repair by trying everything: every visit, affected or not, at every start with everybody who could serve it. It knows the rules only through
/// <see cref="VisitCheck"/>, and nothing of how the planner searches. One lane a resource.
/// </summary>
public static class ExhaustiveRepair
{
    /// <summary>What the cheapest legal book costs.</summary>
    public static RepairCost Best(RepairRequest request)
    {
        var places = request.Visits.Select(v => Priced(request, v)).ToList();
        var best = new RepairCost(int.MaxValue, 0, 0, 0, 0, 0);
        var chosen = new VisitPlace?[request.Visits.Count];
        var bounds = request.Courses.Where(c => c.Units is not null).ToDictionary(c => c.Id, c => new UnitBounds(request, c));
        Try(0, RepairCost.Zero);
        return best;

        void Try(int index, RepairCost cost)
        {
            if (index == chosen.Length)
            {
                var told = request.Visits.Where((v, i) => chosen[i] is not { } place || place.Start != v.Place.Start).Select(v => v.PatientId).Distinct().Count();
                var whole = cost with { Told = told };
                if (whole < best && IsLegal(request, chosen))
                {
                    best = whole;
                }
                return;
            }
            foreach (var (place, more) in places[index])
            {
                if (cost + more >= best)
                {
                    return;
                }
                chosen[index] = place;
                if (place is null || Enumerable.Range(0, index).All(i => chosen[i] is not { } other || !Collide(request.Visits[index], place, request.Visits[i], other))
                    && (place is null || bounds.GetValueOrDefault(request.Visits[index].CourseId!.Value)?.Allow(index, chosen) != false))
                {
                    Try(index + 1, cost + more);
                }
            }
        }
    }

    private static List<(VisitPlace? Place, RepairCost Cost)> Priced(RepairRequest request, RepairVisit visit)
    {
        List<(VisitPlace? Place, RepairCost Cost)> priced = [(null, LostCost(request, visit))];
        foreach (var place in Places(request, visit, ownTime: true).Concat(visit.Affected ? [] : [visit.Place]))
        {
            priced.Add((place, CostOf(request, visit, place)));
        }
        return [.. priced.OrderBy(p => p.Cost)];
    }

    /// <summary>Everything the rules have against a visit at a place beside others, R6 left aside.</summary>
    public static IEnumerable<RuleViolation> Check(RepairRequest request, RepairVisit visit, VisitPlace place, IReadOnlyList<CourseTreatment> others, ProtocolPhase? phase = null)
    {
        var ids = request.Visits.Select(v => v.Id).ToHashSet();
        var patient = request.Patients.Single(p => p.Id == visit.PatientId).Without(ids);
        var own = place.Start == visit.Place.Start;
        var model = request.Sites[0].Devices.FirstOrDefault(d => d.Id == visit.Place.DeviceId)?.ModelId;
        var context = visit.Context with { Phase = phase, Others = others, ModelId = model, CheckPatientWindows = !own || visit.AskPatientAtOwnTime };
        return VisitCheck.Check(request.Sites[0].Without(ids), patient, new VisitToCheck
        {
            OwnerId = visit.Id,
            Kind = visit.Kind,
            Start = place.Start,
            Staff = place.Staff,
            DeviceId = place.DeviceId,
            RoomId = place.RoomId,
        }, context);
    }

    /// <summary>Every place that would do for a visit alone.</summary>
    public static IEnumerable<VisitPlace> Places(RepairRequest request, RepairVisit visit, bool ownTime)
    {
        var facts = request.Sites[0];
        for (var date = request.From; date <= request.Until; date = date.AddDays(1))
        {
            foreach (var open in VisitRules.OpenOn(facts.Site, date))
            {
                for (var start = open.From; start < open.Until; start = start.AddMinutes(5))
                {
                    var own = ownTime && start == visit.Place.Start;
                    if (request.EarliestMove is { } first && start < first && !own)
                    {
                        continue;
                    }
                    foreach (var place in Served(facts, visit, start).Where(p => !Check(request, visit, p, []).Any()))
                    {
                        yield return place;
                    }
                }
            }
        }
    }

    /// <summary>Whether everything holds with the visits at these places; null: without one.</summary>
    public static bool IsLegal(RepairRequest request, IReadOnlyList<VisitPlace?> places)
    {
        for (var i = 0; i < places.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (places[i] is { } a && places[j] is { } b && Collide(request.Visits[i], a, request.Visits[j], b))
                {
                    return false;
                }
            }
        }
        foreach (var course in request.Courses)
        {
            var clock = request.Sites[0].Site.Clock;
            var order = Enumerable.Range(0, places.Count).Where(i => request.Visits[i].CourseId == course.Id && places[i] is not null).OrderBy(i => places[i]!.Start).ToList();
            if (!course.OwedFrom.Select(d => (DateOnly?)d).Prepend(null).All(from => IsInFront(request, course, places, from)))
            {
                return false;
            }
            if (course.Units is not null && !HaveUnits(request, course, order, places))
            {
                return false;
            }
            // Phases follow the order of the sessions.
            var phases = order.Select(i => course.Protocol.Phase(request.Visits[i].Phase!)!).OrderBy(p => course.Protocol.Phases.ToList().IndexOf(p)).ToList();
            var treatments = order.Select((i, n) => new CourseTreatment(clock.DateOf(places[i]!.Start), places[i]!.Start, request.Visits[i].Kind, phases[n])).ToList();
            var ranks = treatments.Concat(course.Kept).OrderBy(t => t.VisitStart).Select(t => course.Protocol.Phases.ToList().IndexOf(t.Phase)).ToList();
            if (!ranks.SequenceEqual(ranks.Order()))
            {
                return false;
            }
            for (var n = 0; n < order.Count; n++)
            {
                var others = treatments.Where((_, m) => m != n).Concat(course.Kept).ToList();
                if (Check(request, request.Visits[order[n]], places[order[n]]!, others, phases[n]).Any(v => v.Rule == Rule.R6))
                {
                    return false;
                }
            }
        }
        return true;
    }

    // R19: every visit that the repair may change has a unit, and so does what stays and had one.
    private static bool HaveUnits(RepairRequest request, RepairCourse course, IEnumerable<int> order, IReadOnlyList<VisitPlace?> places)
    {
        var (book, kept) = (course.Units!.Book, course.Units.Kept);
        var before = Before(request, course);
        var now = UnitLedger.Settle(book, [.. kept, .. order.Select(i => Unit(request, request.Visits[i], places[i]!))]).Without;
        return now.Keys.All(id => before.ContainsKey(id) && kept.Any(k => k.Id == id));
    }

    /// <summary>Who had no unit before, of those that stay and those that have nothing to be moved for.</summary>
    public static IReadOnlyDictionary<Guid, string> Before(RepairRequest request, RepairCourse course) => UnitLedger.Settle(
        course.Units!.Book,
        [.. course.Units.Kept, .. request.Visits.Where(v => v.CourseId == course.Id && v.WithoutUnit is null).Select(v => Unit(request, v, v.Place))]).Without;

    /// <summary>A visit at a place as the ledger sees it.</summary>
    public static UnitVisit Unit(RepairRequest request, RepairVisit visit, VisitPlace place) => new()
    {
        Id = visit.Id,
        SiteId = visit.SiteId,
        Date = request.Sites[0].Site.Clock.DateOf(place.Start),
        Start = place.Start,
        Code = request.Courses.Single(c => c.Id == visit.CourseId).Protocol.BillingCodes.FirstOrDefault(c => c.Kind == visit.Kind.Code),
        Providers = [.. place.Staff.Where(s => s.Key is StaffRole.Prescriber or StaffRole.Supervisor).Select(s => s.Value)],
        Needs = UnitState.Reserved,
    };

    // What began the course, or what was given from a date on, still does; or a kind that may, or none that was booked later comes before where it began.
    private static bool IsInFront(RepairRequest request, RepairCourse course, IReadOnlyList<VisitPlace?> places, DateOnly? from)
    {
        var clock = request.Sites[0].Site.Clock;
        var all = request.Visits.Select((v, i) => (v.CourseId, Kind: v.Kind.Code, Was: v.Place.Start, Now: places[i]?.Start)).Where(s => s.CourseId == course.Id && s.Now is not null)
            .Concat(course.Kept.Select(k => (CourseId: (Guid?)course.Id, Kind: k.Kind.Code, Was: k.VisitStart, Now: (DateTimeOffset?)k.VisitStart))).ToList();
        var now = all.Where(s => from is null || clock.DateOf(s.Now!.Value) >= from).OrderBy(s => s.Now).ToList();
        var was = all.Where(s => from is null || clock.DateOf(s.Was) >= from).OrderBy(s => s.Was).ToList();
        bool Determines(string kind) => kind == course.Protocol.InitialKind || kind == course.Protocol.RedeterminationKind;
        return now.Count == 0
            || (was.Count > 0 && now[0] == was[0])
            || (from is null && was.Count > 0 && was[0].Kind == course.Protocol.InitialKind ? now[0].Kind == course.Protocol.InitialKind : Determines(now[0].Kind))
            || (was.Count > 0 && !Determines(was[0].Kind) && now[0].Now >= was[0].Was);
    }

    /// <summary>The request with the visits' lanes taken.</summary>
    public static RepairRequest Taken(RepairRequest request, IReadOnlyList<RepairVisit> visits)
    {
        IReadOnlyList<Occupation> Of(Guid id) => [.. visits.SelectMany(v => Takes(v, v.Place).Where(t => t.Id == id).Select(t => new Occupation(0, t.Range, v.Id)))];
        var facts = request.Sites[0];
        return request with
        {
            Sites =
            [
                facts with
                {
                    Staff = [.. facts.Staff.Select(s => s with { Taken = Of(s.Id) })],
                    Devices = [.. facts.Devices.Select(d => d with { Taken = Of(d.Id) })],
                    Rooms = [.. facts.Rooms.Select(r => r with { Taken = Of(r.Id) })],
                },
            ],
            Patients = [.. request.Patients.Select(p => p with { Taken = Of(p.Id) })],
        };
    }

    public static IEnumerable<(Guid Id, TimeRange Range)> Takes(RepairVisit visit, VisitPlace place) => visit.Kind.Segments.Where(s => s.Exclusive)
        .Select(s => (Id: s.Kind == SegmentKind.Room ? place.RoomId!.Value : s.Kind == SegmentKind.Device ? place.DeviceId!.Value : place.Staff[s.Role!.Value], Range: s.Occupied(place.Start)))
        .Append((visit.PatientId, TimeRange.OfMinutes(place.Start, visit.Kind.Minutes)));

    public static bool Collide(RepairVisit a, VisitPlace at, RepairVisit b, VisitPlace bt) =>
        Takes(a, at).Any(x => Takes(b, bt).Any(y => x.Id == y.Id && x.Range.Overlaps(y.Range)));

    private static IEnumerable<VisitPlace> Served(ClinicFacts facts, RepairVisit visit, DateTimeOffset start)
    {
        var roles = visit.Kind.Roles().ToList();
        foreach (var device in facts.Devices)
        {
            foreach (var room in facts.Rooms)
            {
                foreach (var first in facts.Staff)
                {
                    foreach (var second in roles.Count > 1 ? facts.Staff : facts.Staff.Take(1))
                    {
                        var staff = new Dictionary<StaffRole, Guid> { [roles[0]] = first.Id };
                        if (roles.Count > 1)
                        {
                            staff[roles[1]] = second.Id;
                        }
                        yield return new VisitPlace { Start = start, Staff = staff, DeviceId = device.Id, RoomId = room.Id };
                    }
                }
            }
        }
    }

    /// <summary>A session without a place; where units are counted the initial visit counts as two, since nothing is given before it.</summary>
    public static RepairCost LostCost(RepairRequest request, RepairVisit visit) =>
        new(visit.Kind.Code == "initial" && request.Courses.Any(c => c.Id == visit.CourseId && c.Units is not null) ? 2 : 1, 0, 0, 0, 0, 0);

    public static RepairCost CostOf(RepairRequest request, RepairVisit visit, VisitPlace place)
    {
        var clock = request.Sites[0].Site.Clock;
        var moved = place.Start != visit.Place.Start;
        var minutes = Math.Abs((clock.TimeOf(place.Start).ToTimeSpan() - clock.TimeOf(visit.Place.Start).ToTimeSpan()).TotalMinutes)
            + (1440 * Math.Abs(clock.DateOf(place.Start).DayNumber - clock.DateOf(visit.Place.Start).DayNumber));
        return new RepairCost(
            0,
            moved ? 1 : 0,
            0,
            moved ? (long)minutes : 0,
            place.Staff.Count(s => visit.Place.Staff[s.Key] != s.Value),
            (place.DeviceId == visit.Place.DeviceId ? 0 : 1) + (place.RoomId == visit.Place.RoomId ? 0 : 1));
    }
}
