using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>Names every session that fits nowhere (R7): which rule, which resource, which interval, and what would fit instead.</summary>
internal sealed class ShortfallFinder(CourseCase course)
{
    private const int MaxPlaces = 3;
    private readonly CoursePlanRequest _request = course.Request;

    /// <summary>One shortfall for each session after the first <paramref name="placed"/>.</summary>
    internal IReadOnlyList<SessionShortfall> Find(Solution? solution, int placed)
    {
        var wanted = Unhindered();
        var used = (solution?.Days ?? []).Where(d => d.Next >= 0).GroupBy(d => course.Days[d.Day].Date).ToDictionary(g => g.Key, g => g.Sum(d => d.Steps.Length));
        var nominal = solution is not null && placed > 0 ? solution.NominalMinute : Preferred() ?? 9 * 60;
        // The days an unhindered course would have used and this one does not are where the sessions were lost.
        var lost = new Queue<DateOnly>(wanted.Where(d => d <= _request.HorizonEnd).GroupBy(d => d)
            .SelectMany(g => Enumerable.Repeat(g.Key, Math.Max(0, g.Count() - used.GetValueOrDefault(g.Key)))));
        var found = new List<SessionShortfall>();
        var last = lost.Count > 0 ? lost.Peek() : (DateOnly?)null;
        for (var i = placed; i < course.Items.Count; i++)
        {
            last = lost.Count > 0 ? lost.Dequeue() : last;
            var on = last ?? wanted[i];
            found.Add(Shortfall(i, on, nominal, solution));
        }
        return found;
    }

    /// <summary>One shortfall for each session that a plan lost in its week, on the week's first day without one.</summary>
    internal IReadOnlyList<SessionShortfall> Lost(Solution solution, WeekPattern pattern)
    {
        var days = solution.Days.Where(d => d.Next >= 0).ToList();
        var used = days.Select(d => course.Days[d.Day].Date).ToHashSet();
        var placed = days.SelectMany(d => Enumerable.Range(d.Next, d.Steps.Length)).ToHashSet();
        var first = course.Days[days[0].Day].WeekStart;
        var found = new List<SessionShortfall>();
        foreach (var i in Enumerable.Range(0, course.Items.Count).Where(i => !placed.Contains(i)))
        {
            var week = first.AddDays(7 * pattern.WeekBefore(i + 1));
            var on = Enumerable.Range(0, 7).Select(week.AddDays).Where(d => !used.Contains(d) && d >= _request.StartOnOrAfter && course.Items[i].Phase.Allows(d.DayOfWeek)).Append(week).First();
            used.Add(on);
            found.Add(Shortfall(i, on, solution.NominalMinute, solution));
        }
        return found;
    }

    private int? Preferred() => _request.PreferredTime is { } time ? (int)time.ToTimeSpan().TotalMinutes : null;

    private SessionShortfall Shortfall(int index, DateOnly on, int nominal, Solution? solution)
    {
        var item = course.Items[index];
        var at = course.Facts.Site.Clock.FirstInstant(on, TimeOnly.MinValue.AddMinutes(nominal));
        return new SessionShortfall
        {
            SessionNumber = _request.FirstSessionNumber + index,
            Phase = item.Phase.Name,
            WantedOn = on,
            WantedAt = at,
            BlockedBy = Reason(index, on, at),
            WouldFit = WouldFit(item, on, nominal, solution),
        };
    }

    private RuleViolation Reason(int index, DateOnly on, DateTimeOffset at)
    {
        var clock = course.Facts.Site.Clock;
        var site = new ResourceRef(ResourceRefKind.Site, course.Facts.Site.Id);
        var patient = new ResourceRef(ResourceRefKind.Patient, _request.Patient.Id);
        var coverage = _request.Coverage;
        if (coverage is { Enforce: true, Sessions: { } units } && index >= units)
        {
            return new RuleViolation(Rule.R19, ViolationReasons.NoUnitLeft, patient, clock.DayBounds(on));
        }
        if (coverage.Enforce && coverage.Until is { } until && on > until)
        {
            return new RuleViolation(Rule.R19, ViolationReasons.OutsideAuthorization, patient, new TimeRange(clock.DayBounds(until).Until, clock.DayBounds(on).Until));
        }
        if (coverage.Enforce && coverage.From is { } from && on < from)
        {
            return new RuleViolation(Rule.R19, ViolationReasons.OutsideAuthorization, patient, new TimeRange(clock.DayBounds(on).From, clock.DayBounds(from).From));
        }
        if (coverage.Enforce && !coverage.Covers(on))
        {
            return new RuleViolation(Rule.R19, ViolationReasons.OutsideAuthorization, patient, clock.DayBounds(on));
        }
        if (coverage is { Enforce: true, Windows.Count: > 0 } && index >= coverage.BegunBy(on))
        {
            return new RuleViolation(Rule.R19, ViolationReasons.NoUnitLeft, patient, clock.DayBounds(on));
        }
        if (on > _request.HorizonEnd)
        {
            return new RuleViolation(Rule.R7, ViolationReasons.HorizonEnds, site, new TimeRange(clock.DayBounds(_request.HorizonEnd).Until, clock.DayBounds(on).Until));
        }
        return WhyBlocked(course.Items[index].Kind, on, at)
            ?? new RuleViolation(Rule.R7, ViolationReasons.HorizonEnds, site, new TimeRange(clock.DayBounds(_request.HorizonEnd).Until, clock.DayBounds(_request.HorizonEnd.AddDays(1)).Until));
    }

    // Narrows the day down in the order patient and site, device and room, staff; the first that leaves no start is told, at the start nearest to the wish.
    private RuleViolation? WhyBlocked(VisitKind kind, DateOnly on, DateTimeOffset wish)
    {
        var board = new LoadBoard(course.Facts, on, on);
        var day = board.Days.Grids[0];
        var grid = new VisitGrid(board, _request.Patient, course.Context, kind, _request.NotBefore);
        var free = grid.Base(0);
        if (_request.NotBefore is { } first && free.IsEmpty && day.Bounds.Until <= first)
        {
            return new RuleViolation(Rule.R5, ViolationReasons.TooSoon, new ResourceRef(ResourceRefKind.Site, course.Facts.Site.Id), new TimeRange(day.Bounds.From, first));
        }
        var wall = (int)course.Facts.Site.Clock.TimeOf(wish).ToTimeSpan().TotalMinutes;
        ResourceRefKind[] kinds = [ResourceRefKind.Site, ResourceRefKind.Patient];
        var at = wish;
        if (!free.IsEmpty)
        {
            at = day.At(day.Nearest(free, wall));
            kinds = [ResourceRefKind.Device, ResourceRefKind.Coil, ResourceRefKind.Room];
            var anyDevice = default(SlotMask);
            foreach (var device in course.Devices)
            {
                anyDevice = SlotMask.Or(anyDevice, SlotMask.And(free, grid.DeviceStarts(0, grid.HasDevice ? device : null)));
            }
            if (!anyDevice.IsEmpty)
            {
                at = day.At(day.Nearest(anyDevice, wall));
                kinds = [ResourceRefKind.Staff];
            }
        }
        return Told(kind, at, kinds);
    }

    // Of all pairs of operator and device the one with the fewest violations, and of those the first of the wanted kinds.
    private RuleViolation? Told(VisitKind kind, DateTimeOffset at, ResourceRefKind[] kinds)
    {
        IReadOnlyList<RuleViolation>? least = null;
        var people = course.Operators.Length > 0 ? course.Operators : [null];
        var devices = course.Devices.Length > 0 ? course.Devices : [null];
        foreach (var person in people)
        {
            foreach (var device in devices)
            {
                var found = VisitCheck.Check(course.Facts, _request.Patient, Try(kind, at, person, device), course.Context);
                if (found.Count == 0)
                {
                    // The day would do; it is the cadence that leaves no way to use it.
                    return null;
                }
                if (least is null || found.Count < least.Count)
                {
                    least = found;
                }
            }
        }
        var told = least?.FirstOrDefault(v => v.Resource is { } r && kinds.Contains(r.Kind)) ?? least?[0];
        return told is null ? null : told with
        {
            Resource = told.Resource ?? new ResourceRef(ResourceRefKind.Site, course.Facts.Site.Id),
            Interval = told.Interval ?? TimeRange.OfMinutes(at, kind.Minutes),
        };
    }

    // Names whoever would do for the parts that are not in question; where nobody does, the first by id.
    private VisitToCheck Try(VisitKind kind, DateTimeOffset at, StaffFacts? person, DeviceFacts? device)
    {
        var takes = new VisitStaffing(course.Facts, _request.Patient, course.Context).Assign(kind, at, person, device, []);
        if (takes is not null)
        {
            return PlanWriter.Named(new CourseItem(course.Items[0].Phase, kind, 0), at, takes);
        }
        var staff = new Dictionary<Staffing.StaffRole, Guid>();
        foreach (var role in kind.Roles())
        {
            var who = role == course.Context.OperatorRole ? person
                : course.Facts.Staff.Where(s => s.Roles.Contains(role) && !staff.ContainsValue(s.Id) && s.Id != person?.Id)
                    .OrderBy(s => Blocked(kind, at, role, s)).ThenBy(s => s.Id).FirstOrDefault();
            if (who is not null)
            {
                staff[role] = who.Id;
            }
        }
        if (course.Context.Supervision.Required && course.Facts.Staff.Where(s => s.Roles.Contains(Staffing.StaffRole.Supervisor) && s.Id != person?.Id).OrderBy(s => s.Id).FirstOrDefault() is { } supervisor)
        {
            staff[Staffing.StaffRole.Supervisor] = supervisor.Id;
        }
        var visit = TimeRange.OfMinutes(at, kind.Minutes);
        return new VisitToCheck
        {
            Kind = kind,
            Start = at,
            Staff = staff,
            DeviceId = device?.Id,
            RoomId = device?.RoomId ?? course.Facts.Rooms.OrderBy(r => VisitRules.FreeLane(r.Lanes, r.Taken, visit) is null).ThenBy(r => r.Id).Select(r => (Guid?)r.Id).FirstOrDefault(),
            CoilId = device is null ? null : course.Facts.Coils.Where(c => device.SharedCoilIds.Contains(c.Id))
                .OrderBy(c => VisitRules.FreeLane(c.Lanes, c.Taken, visit) is null).ThenBy(c => c.Id).Select(c => (Guid?)c.Id).FirstOrDefault(),
        };
    }

    private bool Blocked(VisitKind kind, DateTimeOffset at, Staffing.StaffRole role, StaffFacts person) => kind.Segments.Where(s => s.Role == role).Any(s =>
        VisitRules.FreeLane(person.Lanes, person.Taken, s.Occupied(at)) is null
        || !VisitRules.OnShift(person, course.Facts.Site.Id, s.Modes).Any(r => r.Contains(s.Range(at))));

    // The dates of an unhindered course: cadence and weekdays alone.
    private List<DateOnly> Unhindered()
    {
        var dates = new List<DateOnly>();
        var onDay = 0;
        var inWeek = 0;
        DateOnly? last = course.LastKept?.LocalDate;
        var date = _request.StartOnOrAfter > (last ?? DateOnly.MinValue) ? _request.StartOnOrAfter : last!.Value.AddDays(1);
        var clock = course.Facts.Site.Clock;
        inWeek = _request.Kept.Count(k => clock.WeekStart(k.LocalDate) == clock.WeekStart(date));
        for (var i = 0; i < course.Items.Count; i++)
        {
            var phase = course.Items[i].Phase;
            while (!Fits(phase, date, last, onDay, inWeek))
            {
                var next = date.AddDays(1);
                inWeek = clock.WeekStart(next) == clock.WeekStart(date) ? inWeek : 0;
                (date, onDay) = (next, 0);
                if (date.DayNumber > _request.HorizonEnd.DayNumber + 1000)
                {
                    break;
                }
            }
            dates.Add(date);
            last = date;
            onDay++;
            inWeek++;
        }
        return dates;
    }

    private bool Fits(ProtocolPhase phase, DateOnly date, DateOnly? last, int onDay, int inWeek) =>
        phase.Allows(date.DayOfWeek) && (_request.Weekdays.Count == 0 || _request.Weekdays.Contains(date.DayOfWeek))
        && onDay < CadenceRules.DayCap(phase, _request.Coverage) && inWeek < WeekCap(phase, date)
        && (onDay > 0 || last is not { } before || date >= (phase.WeeklyCap is null ? phase.DueAfter(before) : phase.EarliestAfter(before)));

    private int WeekCap(ProtocolPhase phase, DateOnly date) =>
        CadenceRules.WeekCap(CadenceLimit.On(_request.CadenceLimits, phase, course.Facts.Site.Clock.WeekStart(date)), _request.Coverage);

    private List<FittingPlace> WouldFit(CourseItem item, DateOnly on, int nominal, Solution? solution)
    {
        var places = new List<FittingPlace>();
        var taken = (solution?.Days ?? []).Select(d => course.Days[d.Day].Date).ToHashSet();
        var week = course.Facts.Site.Clock.WeekStart(on);
        var days = Enumerable.Range(0, _request.HorizonEnd.DayNumber - _request.StartOnOrAfter.DayNumber + 1).Select(_request.StartOnOrAfter.AddDays).ToList();
        if (on <= _request.HorizonEnd && item.Phase.Allows(on.DayOfWeek))
        {
            Offer("other_hour", course.Facts, course.Context with { CheckPatientWindows = false }, on);
            foreach (var site in _request.Sites.Where(s => s.Site.Id != course.Facts.Site.Id).OrderBy(s => s.Site.Id))
            {
                Offer("other_site", site, course.Context, on);
            }
        }
        foreach (var date in days.Where(d => course.Facts.Site.Clock.WeekStart(d) == week && !taken.Contains(d) && !course.DayAllowed(d) && InCoverage(d)))
        {
            Offer("other_weekday", course.Facts, course.Context, date);
        }
        var after = taken.Count > 0 ? taken.Max() : on;
        foreach (var date in days.Where(d => d > after && item.Phase.Allows(d.DayOfWeek) && d >= item.Phase.EarliestAfter(after)))
        {
            if (places.Any(p => p.Give is "outside_authorization" or "other_week"))
            {
                break;
            }
            Offer(InCoverage(date) ? "other_week" : "outside_authorization", course.Facts, course.Context, date);
        }
        return places;

        void Offer(string give, ClinicFacts facts, VisitContext context, DateOnly date)
        {
            if (places.Count < MaxPlaces && FreeStart(facts, context, item.Kind, date, nominal) is { } start)
            {
                places.Add(new FittingPlace(give, facts.Site.Id, start, start.AddMinutes(item.Kind.Minutes)));
            }
        }
    }

    private bool InCoverage(DateOnly date) => !_request.Coverage.Enforce || _request.Coverage.Covers(date);

    private DateTimeOffset? FreeStart(ClinicFacts facts, VisitContext context, VisitKind kind, DateOnly date, int nominal)
    {
        var board = new LoadBoard(facts, date, date);
        var day = board.Days.Grids[0];
        var starts = AvailabilitySearch.Starts(board, _request.Patient, context, kind, _request.NotBefore);
        var step = day.Nearest(starts, nominal);
        return step < 0 ? null : facts.Site.Clock.ToLocal(day.At(step));
    }
}
