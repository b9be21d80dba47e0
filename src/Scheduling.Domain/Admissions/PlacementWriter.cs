using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Admissions;

/// <summary>Writes a course that the search placed, and P1 has not, out as an option.</summary>
internal static class PlacementWriter
{
    internal static PlanOption Write(CoursePlanRequest request, Placement placement)
    {
        var course = placement.Course!;
        var way = course.Case;
        var board = way.Classes[AdmissionCase.First].Board;
        var phases = Phases(request);
        var numbers = Numbers(course);
        var visits = course.Days.Select((day, i) =>
        {
            var kind = i == 0 ? way.Shape.First : way.Shape.Treatment;
            var start = board.Facts.Site.Clock.ToLocal(board.Days.Grids[way.Days[day]].At(course.Steps[i]));
            return new PlannedVisit
            {
                SessionNumber = request.FirstSessionNumber + numbers[i],
                Phase = phases[numbers[i]],
                Kind = kind.Code,
                Start = start,
                End = board.Facts.Site.Clock.ToLocal(start.AddMinutes(kind.Minutes)),
                LocalDate = DateOnly.FromDateTime(start.DateTime),
                LocalTime = TimeOnly.FromDateTime(start.DateTime),
                Takes = [new PlannedTake(new ResourceRef(ResourceRefKind.Patient, request.Patient.Id), null, 0, TimeRange.OfMinutes(start, kind.Minutes), true), .. placement.Visits[i]],
            };
        }).ToList();
        var terms = Terms(request, course, visits, placement.Cost);
        return new PlanOption
        {
            Option = 1,
            Kinds = [PlanOptionKind.Best],
            SiteId = board.Facts.Site.Id,
            ModelId = way.Classes[AdmissionCase.Treatment].ModelId,
            StartsOn = visits[0].LocalDate,
            EndsOn = visits[^1].LocalDate,
            NominalTime = TimeOnly.MinValue.AddMinutes(course.Wall * DayGrid.StepMinutes),
            Score = terms.Total(),
            Bound = terms.Total(),
            Exact = false,
            Terms = terms,
            Sessions = visits,
        };
    }

    private static List<string> Phases(CoursePlanRequest request) =>
        [.. request.Protocol.Phases.SelectMany(p => Enumerable.Repeat(p.Name, request.Remaining.Where(r => r.Phase == p.Name).Sum(r => r.Sessions)))];

    // Which session each visit is: in order, or by the weeks of the pattern where sessions were lost.
    private static int[] Numbers(PricedCourse course)
    {
        var way = course.Case;
        if (way.MostLost is null)
        {
            return [.. Enumerable.Range(0, course.Days.Length)];
        }
        int Week(int day) => Enumerable.Range(0, way.Weeks).First(w => day < way.WeekFrom[w + 1]);
        var begin = Week(course.Days[0]);
        return [.. course.Days.GroupBy(Week).SelectMany(g => g.Select((_, i) => way.Pattern[g.Key - begin].First + i))];
    }

    // What the visits tell is counted; what is left of the price goes to the weeks below their cap.
    private static PlanTerms Terms(CoursePlanRequest request, PricedCourse course, List<PlannedVisit> visits, double cost)
    {
        var way = course.Case;
        int Changes(Func<PlannedTake, bool> which) => visits.Zip(visits.Skip(1)).Count(pair => Id(pair.First, which) is { } a && Id(pair.Second, which) is { } b && a != b);
        var staff = Changes(t => t.Role == request.Protocol.OperatorRole);
        var devices = Changes(t => t.Resource.Kind == ResourceRefKind.Device);
        var minutes = visits.Sum(v => Math.Abs((int)v.LocalTime.ToTimeSpan().TotalMinutes - course.Wall * DayGrid.StepMinutes));
        var week = Enumerable.Range(0, way.Weeks).First(w => course.Days[0] < way.WeekFrom[w + 1]);
        var terms = new PlanTerms
        {
            Unplaced = Price(way.Unplaced * (way.Shape.Sessions - visits.Count)),
            Wait = Price(way.WaitWeek * week),
            NominalTime = Price(way.NominalStep * minutes / DayGrid.StepMinutes),
            StaffChanges = Price(way.StaffChange * staff),
            DeviceChanges = Price(way.DeviceChange * devices),
            PreferredTime = way.PreferredWall is { } wall ? Price(way.PreferredStep * Math.Abs(wall - course.Wall)) : 0,
            StaffChangeCount = staff,
            DeviceChangeCount = devices,
            MinutesFromNominal = minutes,
        };
        return terms with { BelowCap = Price(cost) - terms.Total() };
    }

    private static decimal Price(double thousandths) => Math.Round((decimal)thousandths) / 1000m;

    private static Guid? Id(PlannedVisit visit, Func<PlannedTake, bool> which) => visit.Takes.Where(which).Select(t => (Guid?)t.Resource.Id).FirstOrDefault();
}
