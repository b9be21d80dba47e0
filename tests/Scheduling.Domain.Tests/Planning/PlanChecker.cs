using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Planning;

/// <summary>
/// Verifies an option from scratch, minute by minute where it can: legality by R1-R6, R19, R23 and the score by its definition.
/// Shares no code with the planner beyond the records and the site's clock.
/// </summary>
public static class PlanChecker
{
    public static IReadOnlyList<string> Problems(CoursePlanRequest request, PlanOption option)
    {
        var problems = new List<string>();
        var facts = request.Sites.Single(s => s.Site.Id == option.SiteId);
        foreach (var visit in option.Sessions)
        {
            problems.AddRange(VisitProblems(request, facts, option.ModelId, visit).Select(p => $"{visit.SessionNumber} {visit.Start:O}: {p}"));
        }
        problems.AddRange(CourseProblems(request, facts, option));
        if (option.Terms.Total() != option.Score)
        {
            problems.Add("score is not the sum of its terms");
        }
        var score = Score(request, facts, option);
        if (score != option.Score)
        {
            problems.Add($"score {option.Score}, recomputed {score}");
        }
        return problems;
    }

    public static IEnumerable<string> VisitProblems(CoursePlanRequest request, ClinicFacts facts, Guid? model, PlannedVisit visit)
    {
        var kind = request.Protocol.VisitKinds.Single(k => k.Code == visit.Kind);
        var clock = facts.Site.Clock;
        var date = visit.LocalDate;
        var span = new TimeRange(visit.Start, visit.End);
        if (visit.End - visit.Start != TimeSpan.FromMinutes(kind.Minutes))
        {
            yield return "length";
        }
        if (clock.DateOf(visit.Start) != date || clock.TimeOf(visit.Start) != visit.LocalTime)
        {
            yield return "local date or time";
        }
        if (request.NotBefore is { } first && visit.Start < first)
        {
            yield return "too soon";
        }
        if (date < request.StartOnOrAfter || date > request.HorizonEnd)
        {
            yield return "horizon";
        }
        if (facts.Site.Holidays.Contains(date) || !Minutes(span).All(m => facts.Site.OpeningHours.Any(w => Covers(w, clock, m))))
        {
            yield return "hours";
        }
        if (facts.Site.Closures.Any(c => c.Overlaps(span)) || request.Patient.Absences.Any(c => c.Overlaps(span)) || request.Patient.Taken.Any(t => t.Range.Overlaps(span)))
        {
            yield return "site closed or patient away";
        }
        if (request.Patient.Windows.Count > 0 && !Minutes(span).All(m => request.Patient.Windows.Any(w => Covers(w, clock, m))))
        {
            yield return "patient's windows";
        }
        if (request.Weekdays.Count > 0 && !request.Weekdays.Contains(date.DayOfWeek))
        {
            yield return "weekday of the request";
        }
        if (request.Coverage.Enforce && (date < request.Coverage.From || date > request.Coverage.Until))
        {
            yield return "authorization window";
        }
        var takes = visit.Takes;
        if (takes.Count(t => t.Resource == new ResourceRef(ResourceRefKind.Patient, request.Patient.Id) && t.Range == span && t.Exclusive) != 1)
        {
            yield return "patient not taken";
        }
        foreach (var segment in kind.Segments)
        {
            var wantedKind = segment.Kind switch { SegmentKind.Room => ResourceRefKind.Room, SegmentKind.Device => ResourceRefKind.Device, _ => ResourceRefKind.Staff };
            var core = new TimeRange(visit.Start.AddMinutes(segment.FromMinute), visit.Start.AddMinutes(segment.UntilMinute));
            var wide = new TimeRange(core.From.AddMinutes(-segment.SetupMinutes), core.Until.AddMinutes(segment.TurnoverMinutes));
            var take = takes.Where(t => t.Resource.Kind == wantedKind && t.Role == segment.Role && t.Range == (segment.Exclusive ? wide : core) && t.Exclusive == segment.Exclusive).ToList();
            if (take.Count != 1)
            {
                yield return $"segment {segment.Kind} {segment.Role} taken {take.Count} times";
                continue;
            }
            var id = take[0].Resource.Id;
            var (lanes, taken, closures) = wantedKind switch
            {
                ResourceRefKind.Room => facts.Rooms.Where(r => r.Id == id).Select(r => (r.Lanes, r.Taken, r.Closures)).Single(),
                ResourceRefKind.Device => facts.Devices.Where(r => r.Id == id).Select(r => (r.Lanes, r.Taken, r.Closures)).Single(),
                _ => facts.Staff.Where(r => r.Id == id).Select(r => (r.Lanes, r.Taken, r.Closures)).Single(),
            };
            if (closures.Any(c => c.Overlaps(core)))
            {
                yield return $"{segment.Kind} closed";
            }
            if (segment.Exclusive && (take[0].Lane is not { } lane || lane < 0 || lane >= lanes || taken.Any(t => t.Lane == lane && t.Range.Overlaps(wide))))
            {
                yield return $"{segment.Kind} {segment.Role} lane";
            }
            if (segment.Kind == SegmentKind.Staff)
            {
                var person = facts.Staff.Single(s => s.Id == id);
                if (!person.Roles.Contains(segment.Role!.Value))
                {
                    yield return "role";
                }
                if (!Minutes(core).All(m => person.Shifts.Any(s => s.SiteId == facts.Site.Id && segment.Modes.Contains(s.Mode) && s.Range.Contains(m))))
                {
                    yield return $"{segment.Role} off shift";
                }
            }
        }
        var people = takes.Where(t => t.Resource.Kind == ResourceRefKind.Staff && t.Role != StaffRole.Supervisor).Select(t => (t.Role, t.Resource.Id)).Distinct().ToList();
        if (people.Select(p => p.Id).Distinct().Count() != people.Count)
        {
            yield return "a person twice";
        }
        var device = facts.Devices.SingleOrDefault(d => takes.Any(t => t.Resource.Kind == ResourceRefKind.Device && t.Resource.Id == d.Id));
        var op = people.Where(p => p.Role == request.Protocol.OperatorRole).Select(p => p.Id).SingleOrDefault();
        if (device is not null)
        {
            if (device.ModelId != model || (request.ModelId is { } pinned && pinned != device.ModelId))
            {
                yield return "another model";
            }
            if (!device.Capabilities.Contains(request.Protocol.DeviceCapability!))
            {
                yield return "capability";
            }
            var age = request.Patient.BornOn is { } born ? Enumerable.Range(0, 150).Last(y => born.AddYears(y) <= date) : (int?)null;
            if (!request.OffLabelOrder && !device.Clearances.Any(c => c.Capability == request.Protocol.DeviceCapability && c.Indication == request.Protocol.Indication
                && (c.MinAge is null || age >= c.MinAge) && (c.MaxAge is null || age <= c.MaxAge)))
            {
                yield return "not cleared";
            }
            if (op != Guid.Empty && !facts.Staff.Single(s => s.Id == op).Credentials.Any(c => c.Kind == "operator" && c.DeviceModelId == device.ModelId && c.ValidFrom <= date && (c.ValidUntil is null || date <= c.ValidUntil)))
            {
                yield return "credential";
            }
            if (device.RoomId is { } room && takes.Any(t => t.Resource.Kind == ResourceRefKind.Room && t.Resource.Id != room))
            {
                yield return "device in another room";
            }
        }
        if (request.Supervision.Required && kind.CountsAsTreatment)
        {
            var named = takes.Where(t => t.Role == StaffRole.Supervisor && !t.Exclusive).ToList();
            var person = named.Count == 1 ? facts.Staff.Single(s => s.Id == named[0].Resource.Id) : null;
            if (person is null || person.Id == op || !person.Roles.Contains(StaffRole.Supervisor)
                || !Minutes(span).All(m => person.Shifts.Any(s => s.SiteId == facts.Site.Id && request.Supervision.Modes.Contains(s.Mode) && s.Range.Contains(m)))
                || Minutes(span).Any(m => person.Supervising.Count(s => s.Range.Contains(m)) >= request.Supervision.MaxAtOnce))
            {
                yield return "supervisor";
            }
        }
    }

    private static IEnumerable<string> CourseProblems(CoursePlanRequest request, ClinicFacts facts, PlanOption option)
    {
        var clock = facts.Site.Clock;
        var treatments = option.Sessions.Where(v => v.SessionNumber is not null).ToList();
        var wanted = request.Protocol.Phases.SelectMany(p => Enumerable.Repeat(p.Name, request.Remaining.Where(r => r.Phase == p.Name).Sum(r => r.Sessions))).ToList();
        var numbers = Enumerable.Range(request.FirstSessionNumber, wanted.Count).ToList();
        if (!(request.MostLost is null ? Numbers() : Numbers().Order()).SequenceEqual(numbers))
        {
            yield return "session numbers";
        }
        if (treatments.Any(t => t.Phase != wanted[t.SessionNumber!.Value - request.FirstSessionNumber]) || option.Shortfalls.Count > (request.MostLost ?? request.MaxShortfalls))
        {
            yield return "phases or shortfalls";
        }
        IEnumerable<int> Numbers() => treatments.Select(t => t.SessionNumber!.Value).Concat(option.Shortfalls.Select(s => s.SessionNumber));
        if (treatments.Count > 0 && treatments[0].LocalDate > request.StartOnOrBefore)
        {
            yield return "starts too late";
        }
        if (request.Coverage is { Enforce: true, Sessions: { } units } && treatments.Count > units)
        {
            yield return "units";
        }
        for (var i = 0; i < treatments.Count; i++)
        {
            var visit = treatments[i];
            var phase = request.Protocol.Phases.Single(p => p.Name == visit.Phase);
            var kind = request.Protocol.VisitKinds.Single(k => k.Code == visit.Kind);
            var expected = i > 0 ? request.Protocol.TreatmentKind : request.FirstKind ?? (request.FirstSessionNumber == 1 ? request.Protocol.InitialKind : request.Protocol.TreatmentKind);
            if (visit.Kind != expected)
            {
                yield return $"{visit.SessionNumber} kind";
            }
            if (phase.Weekdays.Count > 0 && !phase.Weekdays.Contains(visit.LocalDate.DayOfWeek))
            {
                yield return $"{visit.SessionNumber} weekday";
            }
            var upTo = treatments.Take(i + 1).ToList();
            if (treatments.Count(t => t.LocalDate == visit.LocalDate) > Math.Min(phase.MaxPerDay, request.Coverage.PerDay ?? 99))
            {
                yield return $"{visit.SessionNumber} day cap";
            }
            var week = clock.WeekStart(visit.LocalDate);
            var inWeek = upTo.Count(t => clock.WeekStart(t.LocalDate) == week) + request.Kept.Count(t => clock.WeekStart(t.LocalDate) == week);
            if (inWeek > Math.Min(phase.CadenceUnit == CadenceUnit.PerWeek ? phase.Cadence : 999, request.Coverage.PerWeek ?? 999))
            {
                yield return $"{visit.SessionNumber} week cap";
            }
            DateOnly? last = i > 0 ? treatments[i - 1].LocalDate : request.Kept.Select(k => (DateOnly?)k.LocalDate).Max();
            if (last is { } before && (i == 0 || before != visit.LocalDate))
            {
                var least = phase.MinDaysApart is { } apart ? before.AddDays(apart)
                    : phase.CadenceUnit switch { CadenceUnit.EveryDays => before.AddDays(phase.Cadence), CadenceUnit.EveryMonths => before.AddMonths(phase.Cadence), _ => before.AddDays(1) };
                if (visit.LocalDate < least)
                {
                    yield return $"{visit.SessionNumber} days apart";
                }
                if (phase.ConsecutiveDays && i > 0 && treatments[i - 1].Phase == visit.Phase && visit.LocalDate != before.AddDays(1))
                {
                    yield return $"{visit.SessionNumber} days not consecutive";
                }
            }
            DateTimeOffset? stimulated = i > 0
                ? treatments[i - 1].Start.AddMinutes(request.Protocol.VisitKinds.Single(k => k.Code == treatments[i - 1].Kind).StimulationUntil())
                : request.Kept.Select(k => (DateTimeOffset?)k.Stimulation.Until).Max();
            if (stimulated is { } end && visit.Start.AddMinutes(kind.StimulationFrom()) < end.AddMinutes(phase.MinGapMinutes))
            {
                yield return $"{visit.SessionNumber} gap";
            }
        }
        var ordered = option.Sessions.ToList();
        for (var i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].Start < ordered[i - 1].End)
            {
                yield return "order";
            }
            foreach (var mine in ordered[i].Takes.Where(t => t.Exclusive))
            {
                if (ordered[i - 1].Takes.Any(t => t.Exclusive && t.Resource == mine.Resource && t.Lane == mine.Lane && t.Range.Overlaps(mine.Range)))
                {
                    yield return "the plan's own visits overlap";
                }
            }
        }
        if (request.PlacePrerequisite && request.FirstSessionNumber == 1 && request.Protocol.Prerequisite is { } rule && treatments.Count > 0)
        {
            var visit = option.Sessions[0];
            var days = treatments[0].LocalDate.DayNumber - visit.LocalDate.DayNumber;
            if (visit.SessionNumber is not null || visit.Kind != rule.Kind || days < rule.MinDaysBefore || days > rule.MaxDaysBefore)
            {
                yield return "prerequisite";
            }
        }
    }

    /// <summary>The objective by its definition, from the visits alone.</summary>
    private static decimal Score(CoursePlanRequest request, ClinicFacts facts, PlanOption option)
    {
        var clock = facts.Site.Clock;
        var weights = request.Weights;
        var treatments = option.Sessions.Where(v => v.SessionNumber is not null).ToList();
        var nominal = option.NominalTime.ToTimeSpan().TotalMinutes;
        decimal score = option.Shortfalls.Count * weights.Unplaced;
        score += weights.NominalMinute * (decimal)option.Sessions.GroupBy(v => v.LocalDate).Sum(g => Math.Abs(g.First().LocalTime.ToTimeSpan().TotalMinutes - nominal));
        if (request.PreferredTime is { } preferred)
        {
            score += weights.PreferredMinute * treatments.Count * (decimal)Math.Abs(preferred.ToTimeSpan().TotalMinutes - nominal);
        }
        var last = request.Kept.OrderBy(k => k.Stimulation.From).LastOrDefault();
        var op = last?.OperatorId;
        var device = last?.DeviceId;
        foreach (var visit in treatments)
        {
            var person = visit.Takes.Where(t => t.Role == request.Protocol.OperatorRole).Select(t => (Guid?)t.Resource.Id).FirstOrDefault();
            var unit = visit.Takes.Where(t => t.Resource.Kind == ResourceRefKind.Device).Select(t => (Guid?)t.Resource.Id).FirstOrDefault();
            score += op is not null && person is not null && op != person ? weights.StaffChange * (request.KeepStaff ? 10 : 1) : 0;
            score += device is not null && unit is not null && device != unit ? weights.DeviceChange : 0;
            (op, device) = (person, unit);
        }
        if (treatments.Count > 0)
        {
            score += weights.WaitWeek * ((clock.WeekStart(treatments[0].LocalDate).DayNumber - clock.WeekStart(request.StartOnOrAfter).DayNumber) / 7);
            score += request.MostLost is null ? BelowCap(request, clock, treatments) : 0;
        }
        return score * request.Priority;
    }

    private static decimal BelowCap(CoursePlanRequest request, SiteClock clock, List<PlannedVisit> treatments)
    {
        var phases = treatments.Select(t => request.Protocol.Phases.Single(p => p.Name == t.Phase)).ToList();
        decimal score = 0;
        for (var i = 0; i < treatments.Count; i++)
        {
            var last = i > 0 ? treatments[i - 1].LocalDate : request.Kept.Select(k => (DateOnly?)k.LocalDate).Max();
            if (phases[i].CadenceUnit != CadenceUnit.PerWeek && last is { } before && before != treatments[i].LocalDate)
            {
                var due = phases[i].CadenceUnit == CadenceUnit.EveryDays ? before.AddDays(phases[i].Cadence) : before.AddMonths(phases[i].Cadence);
                score += Math.Floor(request.Weights.BelowCap * 1000 * Math.Abs(treatments[i].LocalDate.DayNumber - due.DayNumber) / 7) / 1000;
            }
        }
        var first = clock.WeekStart(treatments[0].LocalDate);
        var end = clock.WeekStart(treatments[^1].LocalDate);
        for (var week = first; week < end; week = week.AddDays(7))
        {
            var held = treatments.Count(t => clock.WeekStart(t.LocalDate) == week);
            var done = treatments.Count(t => clock.WeekStart(t.LocalDate) <= week);
            if (done == treatments.Count || phases[done].CadenceUnit != CadenceUnit.PerWeek)
            {
                continue;
            }
            held += request.Kept.Count(k => clock.WeekStart(k.LocalDate) == week);
            var days = Enumerable.Range(0, 7).Select(week.AddDays).Count(d => d >= request.StartOnOrAfter
                && (phases[done].Weekdays.Count == 0 || phases[done].Weekdays.Contains(d.DayOfWeek)) && (request.Weekdays.Count == 0 || request.Weekdays.Contains(d.DayOfWeek)));
            var room = days * Math.Min(phases[done].MaxPerDay, request.Coverage.PerDay ?? 99);
            for (var i = done; i < treatments.Count && phases[i].CadenceUnit == CadenceUnit.PerWeek
                && held < Math.Min(phases[i].Cadence, request.Coverage.PerWeek ?? 999) && held < room; i++)
            {
                held++;
                score += request.Weights.BelowCap;
            }
        }
        return score;
    }

    // A window runs from the first time the clock shows its start to the last time it shows its end, also when an hour happens twice between.
    private static bool Covers(WeeklyWindow window, SiteClock clock, DateTimeOffset minute)
    {
        (DayOfWeek Day, TimeOnly Time) Shown(DateTimeOffset at) => (clock.ToLocal(at).DayOfWeek, TimeOnly.FromDateTime(clock.ToLocal(at).DateTime));
        bool Begun(DateTimeOffset at) => Shown(at).Day == window.Day && Shown(at).Time >= window.From;
        bool NotEnded(DateTimeOffset at) => Shown(at).Day == window.Day && (window.Until == TimeOnly.MinValue || Shown(at).Time < window.Until);
        return Shown(minute).Day == window.Day && Enumerable.Range(0, 13).Any(i => Begun(minute.AddMinutes(-5 * i))) && Enumerable.Range(0, 13).Any(i => NotEnded(minute.AddMinutes(5 * i)));
    }

    private static IEnumerable<DateTimeOffset> Minutes(TimeRange range)
    {
        for (var at = range.From; at < range.Until; at = at.AddMinutes(5))
        {
            yield return at;
        }
    }
}
