using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Repairs;

/// <summary>
/// Staff of other sites of the clinic as an option of a repair. Lent is a whole day: on a day with affected visits, somebody who has a shift in person at another
/// site, none at this one, and nothing booked, held, supervised or closed that day anywhere. They work the same hours here, as a dated exception that takes the
/// place of their shifts of that day: nobody works at two sites on one day. Sites that the repair itself concerns lend nobody.
/// </summary>
public sealed class StaffLending(SchedulingDbContext db, ClinicContext context, FactsReader facts, AuditLog audit, EventLog events)
{
    private const string Reason = "Lent by a repair";
    private const int MostLeftOut = 8;

    /// <summary>A repair with people of other sites, where that spares patients something; the fewer, the better.</summary>
    internal async Task<(RepairPlan Plan, IReadOnlyList<LentStaff> Lent)> ImproveAsync(RepairRequest request, RepairPlan own, CancellationToken cancellationToken)
    {
        var candidates = ToPatients(own) == RepairCost.Zero ? [] : await CandidatesAsync(request, cancellationToken);
        if (candidates.Count == 0)
        {
            return (own, []);
        }

        var people = await PeopleAsync(request, candidates, cancellationToken);
        var best = RepairPlanner.Plan(With(request, candidates, people));
        if (ToPatients(best) >= ToPatients(own))
        {
            return (own, []);
        }

        var used = Used(candidates, best.Changes.Select(c => c.After));
        foreach (var day in used.Select(l => (l.StaffId, l.Date)).Distinct().Take(MostLeftOut).ToList())
        {
            var fewer = used.Where(l => (l.StaffId, l.Date) != day).ToList();
            var plan = RepairPlanner.Plan(With(request, fewer, people));
            if (ToPatients(plan) <= ToPatients(best))
            {
                (best, used) = (plan, Used(fewer, plan.Changes.Select(c => c.After)));
            }
        }

        return (best, used);
    }

    /// <summary>Everybody who could be lent on the days of the affected visits.</summary>
    private async Task<IReadOnlyList<LentStaff>> CandidatesAsync(RepairRequest request, CancellationToken cancellationToken)
    {
        var own = request.Sites.Select(s => s.Site.Id).ToHashSet();
        var allowed = context.Identity.SiteIds;
        var others = await db.Sites.AsNoTracking().Where(s => s.RetiredAt == null && !own.Contains(s.Id) && (allowed == null || allowed.Contains(s.Id))).OrderBy(s => s.Id).ToListAsync(cancellationToken);
        List<LentStaff> found = [];
        foreach (var site in request.Sites)
        {
            var days = request.Visits.Where(v => v.Affected && v.SiteId == site.Site.Id).Select(v => site.Site.Clock.DateOf(v.Place.Start)).Distinct().Order().ToList();
            foreach (var other in others.Where(_ => days.Count > 0))
            {
                var lender = await facts.ReadSiteAsync(other.Id, days[0], days[^1], null, cancellationToken);
                found.AddRange(lender.Staff.SelectMany(person => days.SelectMany(day => Of(person, site, lender.Site, day))));
            }
        }

        var ids = found.Select(l => l.StaffId).ToHashSet();
        var known = await db.Staff.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        // Whoever has shifts at several other sites is lent by one, and to one.
        return [.. found.Where(l => WorksAt(known[l.StaffId], l)).GroupBy(l => (l.StaffId, l.Date)).SelectMany(g => g.Where(l => l.FromSiteId == g.First().FromSiteId && l.ToSiteId == g.First().ToSiteId))];
    }

    /// <summary>The request with these people at the site, too.</summary>
    private static RepairRequest With(RepairRequest request, IReadOnlyList<LentStaff> lent, IReadOnlyDictionary<Guid, StaffFacts> people) => request with
    {
        Sites = [.. request.Sites.Select(site =>
        {
            var coming = lent.Where(l => l.ToSiteId == site.Site.Id).ToLookup(l => l.StaffId, l => new ShiftFact(site.Site.Id, RangeOf(l, site.Site.Clock), PresenceMode.InPerson));
            return site with
            {
                Staff = [.. site.Staff.Select(s => coming.Contains(s.Id) ? s with { Shifts = [.. s.Shifts, .. coming[s.Id]] } : s),
                    .. coming.Where(c => site.Staff.All(s => s.Id != c.Key)).Select(c => people[c.Key] with { Shifts = [.. c] })],
            };
        })],
    };

    /// <summary>What is known of those who could be lent, by their id.</summary>
    private async Task<IReadOnlyDictionary<Guid, StaffFacts>> PeopleAsync(RepairRequest request, IReadOnlyList<LentStaff> lent, CancellationToken cancellationToken) =>
        (await facts.ReadSiteAsync(lent[0].ToSiteId, request.From, request.Until, lent.Select(l => l.StaffId).ToHashSet(), cancellationToken)).Staff.ToDictionary(s => s.Id);

    /// <summary>Those of whom the changes make use.</summary>
    internal static IReadOnlyList<LentStaff> Used(IReadOnlyList<LentStaff> lent, IEnumerable<VisitPlace?> places)
    {
        var used = places.OfType<VisitPlace>().SelectMany(p => p.Staff.Values.Select(s => (s, DateOnly.FromDateTime(p.Start.DateTime)))).ToHashSet();
        return [.. lent.Where(l => used.Contains((l.StaffId, l.Date)))];
    }

    /// <summary>Writes the exceptions, under the locks of those lent.</summary>
    /// <exception cref="SchedulingException">plan_outdated when somebody's day is no longer free.</exception>
    internal async Task LendAsync(IReadOnlyList<LentStaff> lent, CancellationToken cancellationToken)
    {
        foreach (var day in lent.GroupBy(l => (l.StaffId, l.Date)))
        {
            var person = await db.Staff.SingleAsync(s => s.Id == day.Key.StaffId, cancellationToken);
            var exception = ExceptionOf(day);
            if (person.ShiftExceptions.Any(e => IsSame(e, exception)))
            {
                continue;
            }

            if (await IsTakenAsync(day.First(), cancellationToken) || person.RetiredAt is not null || !WorksAt(person, day.First()))
            {
                throw new SchedulingException(ProblemCodes.PlanOutdated, "Somebody of another site is no longer free that day. Nothing was changed; propose it again.");
            }

            person.ShiftExceptions = [.. person.ShiftExceptions.Where(e => e.Date != exception.Date).Append(exception).OrderBy(e => e.Date)];
            Note(person, "lend");
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Gives back those who have nothing to do here any more: their weekly shifts of that day hold again.</summary>
    internal async Task GiveBackAsync(IReadOnlyList<LentStaff> lent, CancellationToken cancellationToken)
    {
        foreach (var day in lent.GroupBy(l => (l.StaffId, l.Date)))
        {
            var person = await db.Staff.SingleAsync(s => s.Id == day.Key.StaffId, cancellationToken);
            var exception = ExceptionOf(day);
            if (person.ShiftExceptions.Any(e => IsSame(e, exception)) && !await IsTakenAsync(day.First(), cancellationToken))
            {
                person.ShiftExceptions = [.. person.ShiftExceptions.Where(e => e.Date != exception.Date)];
                Note(person, "give_back");
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static RepairCost ToPatients(RepairPlan plan) => plan.Cost with { StaffChanges = 0, PlaceChanges = 0 };

    // Only weekly shifts are lent: a dated exception says that something else was meant for that day.
    private static IEnumerable<LentStaff> Of(StaffFacts person, ClinicFacts site, SiteFacts lender, DateOnly day)
    {
        var bounds = site.Site.Clock.DayBounds(day);
        var here = site.Staff.FirstOrDefault(s => s.Id == person.Id);
        var shifts = person.Shifts.Where(s => s.SiteId == lender.Id && s.Range.Overlaps(bounds)).ToList();
        var isFree = shifts.Count > 0 && shifts.All(s => s.Mode == PresenceMode.InPerson && bounds.Contains(s.Range))
            && here?.Shifts.Any(s => s.Range.Overlaps(bounds)) != true
            && !person.Taken.Concat(person.Supervising).Any(o => o.Range.Overlaps(bounds)) && !person.Closures.Any(bounds.Overlaps);
        return isFree
            ? shifts.Select(s => new LentStaff(person.Id, day, lender.Id, site.Site.Id, site.Site.Clock.TimeOf(s.Range.From), site.Site.Clock.TimeOf(s.Range.Until)))
            : [];
    }

    private static TimeRange RangeOf(LentStaff lent, SiteClock clock) =>
        new(clock.FirstInstant(lent.Date, lent.From), lent.Until == TimeOnly.MinValue ? clock.DayBounds(lent.Date).Until : clock.FirstInstant(lent.Date, lent.Until));

    private static ShiftException ExceptionOf(IEnumerable<LentStaff> day) =>
        new(day.First().Date, [.. day.OrderBy(l => l.From).Select(l => new DatedShift(l.ToSiteId, l.From, l.Until))], Reason);

    private static bool IsSame(ShiftException a, ShiftException b) => a.Date == b.Date && a.Shifts.SequenceEqual(b.Shifts);

    private static bool WorksAt(StaffMember person, LentStaff day) => person.ShiftExceptions.All(e => e.Date != day.Date) && person.Shifts.Any(s => s.SiteId == day.FromSiteId
        && s.Day == day.Date.DayOfWeek && !(s.ValidFrom > day.Date) && !(s.ValidUntil < day.Date));

    private async Task<bool> IsTakenAsync(LentStaff day, CancellationToken cancellationToken)
    {
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == day.ToSiteId, cancellationToken);
        var bounds = FactsReader.ClockOf(site).DayBounds(day.Date);
        var (from, until, now) = (bounds.From.UtcDateTime, bounds.Until.UtcDateTime, context.Now.UtcDateTime);
        return await db.Database.SqlQuery<bool>($"""
            select exists (select 1 from allocations where live and resource_id = {day.StaffId} and starts_at < {until} and ends_at > {from} and (hold_id is null or expires_at > {now}))
                or exists (select 1 from closures where resource_id = {day.StaffId} and starts_at < {until} and ends_at > {from})
                or exists (select 1 from appointment_staff s join appointments a on a.clinic_id = s.clinic_id and a.id = s.appointment_id
                    where s.staff_id = {day.StaffId} and a.starts_at < {until} and a.ends_at > {from} and a.state in ('booked', 'confirmed', 'checked_in', 'in_progress')) as "Value"
            """).SingleAsync(cancellationToken);
    }

    private void Note(StaffMember person, string what)
    {
        audit.Write(what, "staff", person.Id);
        events.Append("staff.changed", "staff", person.Id);
    }
}
