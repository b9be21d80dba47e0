using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>A visit of a solution before it is written out: the <paramref name="InDay"/>th of its day, with who and what serves it.</summary>
internal sealed record PlacedVisit(CourseItem Item, SolutionDay Day, int InDay, StaffFacts? Person, DeviceFacts? Device, IReadOnlyList<PlannedTake> Takes)
{
    internal int Step => Day.Steps[InDay];
}

/// <summary>
/// Says of each visit of a plan why it is not at the time wished for: rule, resource and interval. The wish is the preferred time, or the nominal
/// time where none is preferred, on the grid; a day's later visits are wished for as soon as the gap after the one before them ends.
/// </summary>
/// <remarks>What is told stands in the way of the resources that the plan gives the visit: others may have been free at the time, at the price of a change.</remarks>
internal sealed class MoveReasons(CourseCase course, VisitStaffing staffing, IReadOnlyList<PlacedVisit> placed, int nominalMinute)
{
    private readonly int _nominal = OnGrid(nominalMinute);
    private readonly int _wish = OnGrid(CoursePrices.PreferredMinute(course) ?? nominalMinute);
    private readonly ResourceRef _patient = new(ResourceRefKind.Patient, course.Request.Patient.Id);
    private readonly ResourceRef _site = new(ResourceRefKind.Site, course.Facts.Site.Id);
    private readonly List<CourseTreatment> _treatments = [.. placed.Where(p => p.Day.Next >= 0)
        .Select(p => new CourseTreatment(course.Days[p.Day.Day].Date, course.Days[p.Day.Day].At(p.Step), p.Item.Kind, p.Item.Phase))];

    private RuleViolation? _firstBlocked;
    private bool _searched;

    /// <summary>Why a visit is not where it was wished for; null when it is.</summary>
    internal RuleViolation? Of(int index)
    {
        var visit = placed[index];
        var wall = course.Days[visit.Day.Day].WallMinute(visit.Step);
        if (visit.InDay > 0)
        {
            return wall == _wish ? null : AfterTheOneBefore(placed[index - 1], visit);
        }
        if (wall == _wish)
        {
            return null;
        }
        return At(visit, _wish)
            ?? (wall == _nominal ? null : At(visit, _nominal))
            ?? KeepsNominal(visit);
    }

    // The nearest of the grid's wall minutes: no visit can be nearer to a wish between them.
    private static int OnGrid(int minute) => Math.Min(24 * 60 - DayGrid.StepMinutes, (minute + DayGrid.StepMinutes / 2) / DayGrid.StepMinutes * DayGrid.StepMinutes);

    private RuleViolation? At(PlacedVisit visit, int minute)
    {
        var clock = course.Facts.Site.Clock;
        var day = course.Days[visit.Day.Day];
        var time = TimeOnly.MinValue.AddMinutes(minute);
        if (clock.Resolve(day.Date, time) is LocalResolution.Skipped)
        {
            return Told(visit, day.Bounds.From, new RuleViolation(Rule.R5, ViolationReasons.TimeSkipped, _site, day.Bounds));
        }
        var at = clock.FirstInstant(day.Date, time);
        if (course.Request.NotBefore is { } first && at < first)
        {
            return Told(visit, at, new RuleViolation(Rule.R5, ViolationReasons.TooSoon, _site, new TimeRange(at, first)));
        }
        if (visit.Day.Next == 0 && course.LastKept is { } kept && at < CadenceRules.EarliestStart(kept.Stimulation.Until, visit.Item.Kind, visit.Item.Phase))
        {
            return Told(visit, at, new RuleViolation(Rule.R6, ViolationReasons.GapTooShort, _patient, kept.Stimulation));
        }
        var own = day.At(visit.Step);
        return Check(visit, at, [.. _treatments.Where(t => t.VisitStart != own && t.LocalDate != day.Date)]) ?? Chain(visit, at);
    }

    private RuleViolation? Check(PlacedVisit visit, DateTimeOffset at, IReadOnlyList<CourseTreatment> others)
    {
        var there = staffing.Assign(visit.Item.Kind, at, visit.Person, visit.Device, visit.Takes);
        var found = VisitCheck.Check(course.Facts, course.Request.Patient, PlanWriter.Named(visit.Item, at, there ?? visit.Takes), course.Context with
        {
            Phase = visit.Day.Next < 0 ? null : visit.Item.Phase,
            Others = others,
        });
        return found.Count > 0 ? Told(visit, at, found[0]) : null;
    }

    // Had the day begun then, which of its later visits would not have found a place?
    private RuleViolation? Chain(PlacedVisit first, DateTimeOffset start)
    {
        var day = course.Days[first.Day.Day];
        var step = (int)((start - day.Bounds.From).TotalMinutes / DayGrid.StepMinutes);
        foreach (var visit in placed.Where(p => ReferenceEquals(p.Day, first.Day) && p.InDay > 0))
        {
            var earliest = step + course.StepsBetween(first.Day.Next + visit.InDay - 1, first.Day.Next + visit.InDay);
            step = course.Starts(first.Day.Day, visit.Item.KindIndex).Pair(first.Day.Pairs[visit.InDay]).NextAtOrAfter(earliest);
            if (step < 0)
            {
                return Check(visit, day.At(earliest), []);
            }
        }
        return null;
    }

    private RuleViolation AfterTheOneBefore(PlacedVisit before, PlacedVisit visit)
    {
        var day = course.Days[visit.Day.Day];
        var earliest = before.Step + course.StepsBetween(visit.Day.Next + visit.InDay - 1, visit.Day.Next + visit.InDay);
        var inTheWay = visit.Step > earliest ? Check(visit, day.At(earliest), []) : null;
        return inTheWay ?? Told(visit, day.At(earliest), new RuleViolation(Rule.R6, ViolationReasons.GapTooShort, _patient, new TimeRange(day.At(before.Step), day.At(earliest))));
    }

    private RuleViolation KeepsNominal(PlacedVisit visit)
    {
        if (!_searched)
        {
            _firstBlocked = placed.Where(p => p.InDay == 0).Select(p => At(p, _wish)).FirstOrDefault(v => v is not null);
            _searched = true;
        }
        var at = course.Facts.Site.Clock.FirstInstant(course.Days[visit.Day.Day].Date, TimeOnly.MinValue.AddMinutes(_wish));
        return (_firstBlocked ?? Told(visit, at, new RuleViolation(Rule.R6, ViolationReasons.KeepsNominalTime, _patient, null))) with { Reason = ViolationReasons.KeepsNominalTime };
    }

    private RuleViolation Told(PlacedVisit visit, DateTimeOffset at, RuleViolation violation) => violation with
    {
        Resource = violation.Resource ?? (violation.Rule == Rule.R6 ? _patient : _site),
        Interval = course.Facts.Site.Clock.ToLocal(violation.Interval ?? TimeRange.OfMinutes(at, visit.Item.Kind.Minutes)),
    };
}
