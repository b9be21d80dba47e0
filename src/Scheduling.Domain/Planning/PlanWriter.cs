namespace Scheduling.Domain.Planning;

/// <summary>Writes a solution out as an option: every visit with its takings, the price's parts, and why visits are not at the nominal time.</summary>
internal sealed class PlanWriter(CourseCase course, SearchCosts costs)
{
    private readonly VisitStaffing _staffing = new(course.Facts, course.Request.Patient, course.Context);

    /// <summary>The option; numbers and shortfalls are left to the caller.</summary>
    internal PlanOption Write(Solution solution)
    {
        var request = course.Request;
        var placed = new List<PlacedVisit>();
        IReadOnlyList<PlannedTake> before = [];
        var terms = new Counter(course, costs);
        foreach (var day in solution.Days)
        {
            terms.Add(day, solution.NominalMinute);
            for (var i = 0; i < day.Steps.Length; i++)
            {
                var item = day.Next < 0 ? course.Prerequisite! : course.Items[day.Next + i];
                var start = course.Days[day.Day].At(day.Steps[i]);
                var (person, device, takes) = day.Next < 0
                    ? ForPrerequisite(item, start, before)
                    : (Operator(day.Pairs[i]), Device(day.Pairs[i]), null);
                takes ??= _staffing.Assign(item.Kind, start, person, device, before)
                    ?? throw new InvalidOperationException("A free start without resources.");
                placed.Add(new PlacedVisit(item, day, i, person, device, takes));
                before = takes;
            }
        }
        var reasons = new MoveReasons(course, _staffing, placed, solution.NominalMinute);
        var visits = placed.Select((p, i) => Visit(p.Day.Next < 0 ? null : request.FirstSessionNumber + p.Day.Next + p.InDay, p.Item, course.Days[p.Day.Day].At(p.Step), p.Takes, reasons.Of(i))).ToList();
        var score = terms.Terms(solution.NominalMinute);
        return new PlanOption
        {
            Option = 1,
            Kinds = [],
            SiteId = course.Facts.Site.Id,
            ModelId = course.Devices is [not null, ..] ? course.ModelId : null,
            StartsOn = visits.Count > 0 ? visits[0].LocalDate : request.StartOnOrAfter,
            EndsOn = visits.Count > 0 ? visits[^1].LocalDate : request.StartOnOrAfter,
            NominalTime = TimeOnly.MinValue.AddMinutes(solution.NominalMinute),
            Score = score.Total(),
            Bound = score.Total(),
            Exact = solution.Exact,
            Terms = score,
            Sessions = visits,
            Warnings = Warnings(visits, score),
        };
    }

    private StaffFacts? Operator(int pair) => course.Operators[pair / course.Devices.Length];

    private DeviceFacts? Device(int pair) => course.Devices[pair % course.Devices.Length];

    private (StaffFacts? Person, DeviceFacts? Device, IReadOnlyList<PlannedTake>? Takes) ForPrerequisite(CourseItem item, DateTimeOffset start, IReadOnlyList<PlannedTake> before)
    {
        var day = Array.FindIndex(course.Days, d => d.Bounds.Contains(start));
        var step = (int)((start - course.Days[day].Bounds.From).TotalMinutes / DayGrid.StepMinutes);
        var starts = course.Starts(day, item.KindIndex);
        var pair = Enumerable.Range(0, course.Pairs).First(p => starts.Pair(p).Has(step));
        var (person, device) = (Operator(pair), Device(pair));
        return (person, device, _staffing.Assign(item.Kind, start, person, device, before));
    }

    private PlannedVisit Visit(int? number, CourseItem item, DateTimeOffset start, IReadOnlyList<PlannedTake> takes, RuleViolation? moved)
    {
        var local = course.Facts.Site.Clock.ToLocal(start);
        return new PlannedVisit
        {
            SessionNumber = number,
            Phase = number is null ? null : item.Phase.Name,
            Kind = item.Kind.Code,
            Start = local,
            End = course.Facts.Site.Clock.ToLocal(start.AddMinutes(item.Kind.Minutes)),
            LocalDate = DateOnly.FromDateTime(local.DateTime),
            LocalTime = TimeOnly.FromDateTime(local.DateTime),
            Takes = takes,
            MovedBecause = moved,
        };
    }

    internal static VisitToCheck Named(CourseItem item, DateTimeOffset start, IReadOnlyList<PlannedTake> takes) => new()
    {
        Kind = item.Kind,
        Start = start,
        Staff = takes.Where(t => t.Role is not null).GroupBy(t => t.Role!.Value).ToDictionary(g => g.Key, g => g.First().Resource.Id),
        DeviceId = Of(takes, ResourceRefKind.Device),
        RoomId = Of(takes, ResourceRefKind.Room),
        CoilId = Of(takes, ResourceRefKind.Coil),
    };

    private static Guid? Of(IReadOnlyList<PlannedTake> takes, ResourceRefKind kind) =>
        takes.Where(t => t.Resource.Kind == kind).Select(t => (Guid?)t.Resource.Id).FirstOrDefault();

    private List<PlanWarning> Warnings(List<PlannedVisit> visits, PlanTerms terms)
    {
        var warnings = new List<PlanWarning>();
        var coverage = course.Request.Coverage;
        var sessions = visits.Where(v => v.SessionNumber is not null).ToList();
        var without = coverage.WithoutUnit([.. sessions.Select(v => v.LocalDate)]);
        foreach (var reason in new[] { ViolationReasons.OutsideAuthorization, ViolationReasons.NoUnitLeft })
        {
            // Units are one count where there is one window: what is over it has none, inside the window or not.
            List<int> numbers = [.. sessions.Where((_, i) => without[i] == reason || (reason == ViolationReasons.NoUnitLeft && i >= coverage.Sessions)).Select(v => v.SessionNumber!.Value)];
            if (numbers.Count > 0)
            {
                warnings.Add(new PlanWarning(Rule.R20, reason, numbers));
            }
        }
        if (terms.DeviceChangeCount > 0)
        {
            Guid? last = course.LastKept?.DeviceId;
            var changed = new List<int>();
            foreach (var visit in sessions)
            {
                var device = Of(visit.Takes, ResourceRefKind.Device);
                if (last is not null && device != last)
                {
                    changed.Add(visit.SessionNumber!.Value);
                }
                last = device;
            }
            warnings.Add(new PlanWarning(Rule.R23, ViolationReasons.OtherUnitOfModel, changed));
        }
        return warnings;
    }

    /// <summary>Adds the price up again from the visits, apart from the search.</summary>
    private sealed class Counter(CourseCase course, SearchCosts costs)
    {
        private long _wait;
        private long _below;
        private int _minutes;
        private int _staff;
        private int _sessions;
        private int _devices;
        private Guid? _operator = course.LastKept?.OperatorId;
        private Guid? _device = course.LastKept?.DeviceId;

        internal void Add(SolutionDay day, int nominal)
        {
            _wait += day.Wait;
            _below += course.Pattern is null ? day.BelowCap : 0;
            _minutes += Math.Abs(course.Days[day.Day].WallMinute(day.Steps[0]) - nominal);
            _sessions += day.Pairs.Length;
            foreach (var pair in day.Pairs)
            {
                var person = course.Operators[pair / course.Devices.Length]?.Id;
                var device = course.Devices[pair % course.Devices.Length]?.Id;
                _staff += _operator is not null && person is not null && person != _operator ? 1 : 0;
                _devices += _device is not null && device is not null && device != _device ? 1 : 0;
                (_operator, _device) = (person, device);
            }
        }

        internal PlanTerms Terms(int nominal)
        {
            var request = course.Request;
            decimal Price(long thousandths) => SearchCosts.Minutes(thousandths) * request.Priority;
            var away = request.PreferredTime is { } preferred ? Math.Abs((int)preferred.ToTimeSpan().TotalMinutes - nominal) : 0;
            return new PlanTerms
            {
                Unplaced = Price(costs.Unplaced * (course.Items.Count - _sessions)),
                BelowCap = Price(_below),
                Wait = Price(_wait),
                NominalTime = Price(costs.NominalMinute * _minutes),
                StaffChanges = Price(costs.StaffChange * _staff),
                DeviceChanges = Price(costs.DeviceChange * _devices),
                PreferredTime = Price(costs.PreferredMinute * away * _sessions),
                StaffChangeCount = _staff,
                DeviceChangeCount = _devices,
                MinutesFromNominal = _minutes,
            };
        }
    }
}
