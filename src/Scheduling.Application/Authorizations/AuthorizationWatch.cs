using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Authorizations;

/// <summary>
/// Looks at a clinic's authorizations: ends those whose windows or units are over, opens the alerts of R21 and the warning before a visit without a unit (R20), and
/// acts where an end left visits without, or tentative visits were to be decided by now (R22). Each task is opened once for its mark, and closed when its cause is gone.
/// </summary>
public sealed class AuthorizationWatch(
    SchedulingDbContext db,
    ResourceLocks locks,
    TaskBook tasks,
    CourseLedgers ledgers,
    BookedVisits booked,
    VisitBooking booking,
    IOptions<AppointmentOptions> appointments,
    IOptions<AuthorizationOptions> options,
    EventLog events,
    AuditLog audit)
{
    private const string Gone = "settled";
    private readonly Dictionary<Guid, (SiteClock Clock, DateOnly Today)> sites = [];

    /// <summary>Does what is due.</summary>
    /// <returns>Tasks opened, authorizations ended, courses held or resumed, and visits released.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        foreach (var site in await db.Sites.AsNoTracking().ToListAsync(cancellationToken))
        {
            var clock = FactsReader.ClockOf(site);
            sites[site.Id] = (clock, clock.DateOf(db.Now));
        }

        // First what takes places' locks; tasks come after those of courses and visits.
        var done = await ActAsync(cancellationToken);
        var holidays = await db.Holidays.AsNoTracking().ToListAsync(cancellationToken);
        return done + await AlertAsync(cancellationToken) + await WarnAsync(holidays, cancellationToken);
    }

    /// <summary>What is written to authorizations, courses and visits: under the locks of a booking, all taken at once and in order, and looked at again behind them.</summary>
    private async Task<int> ActAsync(CancellationToken cancellationToken)
    {
        var (due, releasing) = await DueAsync(cancellationToken);
        if (due.Count == 0)
        {
            return 0;
        }

        var at = await db.Appointments.Where(a => a.CourseId != null && due.Contains(a.CourseId.Value)).Select(a => a.SiteId).Concat(db.Courses.Where(c => due.Contains(c.Id)).Select(c => c.SiteId)).Distinct().ToListAsync(cancellationToken);
        var visits = await db.Appointments.AsNoTracking().Include(a => a.Staff).Where(a => a.CourseId != null && releasing.Contains(a.CourseId.Value) && a.StartsAt > db.Now).ToListAsync(cancellationToken);
        await locks.TakeForBookingsAsync(
            at, due, visits.SelectMany(a => a.Staff.Select(s => s.StaffId).Concat(new[] { a.DeviceId, a.RoomId }.OfType<Guid>()).Append(a.PatientId)), cancellationToken);
        var done = 0;
        foreach (var id in due.Order())
        {
            var course = await db.Courses.SingleAsync(c => c.Id == id, cancellationToken);
            done += await DecideAsync(course, cancellationToken);
            done += await EndAsync(course, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return done;
    }

    /// <summary>Courses that something is to be done about, as it looks without locks, and those of them whose visits may be released.</summary>
    private async Task<(List<Guid> Courses, HashSet<Guid> Releasing)> DueAsync(CancellationToken cancellationToken)
    {
        var open = await db.Authorizations.AsNoTracking().Where(a => db.Courses.Any(c => c.Id == a.CourseId && c.State != CourseState.Completed && c.State != CourseState.Discontinued)).ToListAsync(cancellationToken);
        var lines = (await db.AuthorizationLines.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(l => l.AuthorizationId);
        var ending = open.Where(a => Ends(a, [.. lines[a.Id]], sites[a.SiteId].Today) is not null).Select(a => a.CourseId);
        var releasing = open.GroupBy(a => a.CourseId).Where(of => PendingDecision.Last(of)?.DecideBy <= db.Now).Select(of => of.Key).ToHashSet();
        var ended = open.Where(a => CoverageEnd.Of([a], []) is not null).Select(a => a.CourseId).ToHashSet();
        var without = (await db.Appointments.AsNoTracking().Where(v => v.CourseId != null && ended.Contains(v.CourseId.Value) && v.StartsAt > db.Now)
            .Where(v => v.State == AppointmentState.Booked || v.State == AppointmentState.Confirmed).Select(v => new { v.CourseId, v.Flags }).ToListAsync(cancellationToken))
            .Where(v => v.Flags.Contains(UnitReasons.Tag)).Select(v => v.CourseId!.Value);
        var followed = await db.Courses.Where(c => (c.State == CourseState.OnHold && c.HoldCause == HoldCause.AuthorizationEnded)
            || db.Tasks.Any(t => t.CourseId == c.Id && (t.Kind == TaskKind.CoverageEnded || t.Kind == TaskKind.UnitsMissing) && t.State == TaskState.Open)).Select(c => c.Id).ToListAsync(cancellationToken);
        return ([.. ending.Concat(releasing).Concat(without).Concat(followed).Distinct()], releasing);
    }

    private async Task<int> AlertAsync(CancellationToken cancellationToken)
    {
        var courses = (await db.Courses.AsNoTracking().Where(c => c.State != CourseState.Completed && c.State != CourseState.Discontinued).Where(c => db.Authorizations.Any(a => a.CourseId == c.Id)).ToListAsync(cancellationToken))
            .Where(c => c.Coverage?.Kind == CoverageKind.Insured).Select(c => c.Id).ToHashSet();
        var all = await db.Authorizations.AsNoTracking().Where(a => courses.Contains(a.CourseId)).OrderBy(a => a.Id).ToListAsync(cancellationToken);
        var lines = (await db.AuthorizationLines.AsNoTracking().Where(l => courses.Contains(l.CourseId)).ToListAsync(cancellationToken)).ToLookup(l => l.AuthorizationId);
        List<TaskToOpen> open = [];
        List<TaskToOpen> standing = [];
        foreach (var authorization in all)
        {
            List<AuthorizationLine> own = [.. lines[authorization.Id]];
            var (clock, today) = sites[authorization.SiteId];
            TaskToOpen ToOpen(AuthorizationAlert alert) => AuthorizationTasks.ToOpen(
                KindOf(alert),
                authorization,
                // An extension moves the window or the count, and the marks begin anew.
                alert.Kind == AuthorizationAlertKind.WindowEnds ? $"{alert.Level}:{alert.On:yyyy-MM-dd}" : $"{alert.Level}:{own.Sum(l => l.Granted)}",
                clock.DayBounds(alert.On).Until);
            open.AddRange(AuthorizationAlerts.Of(authorization, own, today, options.Value.Marks).Select(ToOpen));
            standing.AddRange(AuthorizationAlerts.Standing(authorization, own, today, options.Value.Marks).Select(ToOpen));
        }

        foreach (var kind in new[] { TaskKind.AuthorizationEnding, TaskKind.UnitsRunningOut, TaskKind.ExtensionNeeded })
        {
            await tasks.CloseOthersAsync(kind, standing.Where(t => t.Kind == kind).Select(t => t.Key), Gone, cancellationToken);
        }

        var undecided = all.Where(a => a.State.IsPending() && a.DecideBy is not null).Select(a => AuthorizationTasks.KeyOf(a, DecisionOf(a)));
        await tasks.CloseOthersAsync(TaskKind.TentativeDecision, undecided, Gone, cancellationToken);
        return await tasks.OpenAsync(open, cancellationToken);
    }

    private static TaskKind KindOf(AuthorizationAlert alert) => alert.Kind switch
    {
        AuthorizationAlertKind.WindowEnds => TaskKind.AuthorizationEnding,
        AuthorizationAlertKind.UnitsLeft => TaskKind.UnitsRunningOut,
        _ => TaskKind.ExtensionNeeded,
    };

    private static (AuthorizationEvent What, AuthorizationState Next)? Ends(Authorization authorization, IReadOnlyList<AuthorizationLine> lines, DateOnly today)
    {
        var granted = lines.Where(l => l.Granted > 0).ToList();
        AuthorizationEvent? what = granted.Count == 0 ? null
            : granted.TrueForAll(l => l.WindowUntil < today) ? AuthorizationEvent.Expire
            : granted.TrueForAll(l => l.Consumed == l.Granted) ? AuthorizationEvent.Exhaust
            : null;
        return what is { } ends && AuthorizationTransitions.Next(authorization.State, ends) is { } next && next != authorization.State ? (ends, next) : null;
    }

    // Ends what is over, and follows what that, or an end before, means for the course.
    private async Task<int> EndAsync(Course course, CancellationToken cancellationToken)
    {
        var rows = await ledgers.ReadAsync(course.Id, cancellationToken);
        var done = 0;
        var authorizations = await db.Authorizations.Where(a => a.CourseId == course.Id).OrderBy(a => a.Id).ToListAsync(cancellationToken);
        foreach (var authorization in authorizations)
        {
            if (Ends(authorization, [.. rows.Lines.Where(l => l.AuthorizationId == authorization.Id)], sites[authorization.SiteId].Today) is not var (ends, next))
            {
                continue;
            }

            authorization.State = next;
            audit.Write(StoredJson.Word(ends), "authorization", authorization.Id);
            events.Append("authorization.changed", "authorization", authorization.Id, authorization.SiteId, new { authorization.CourseId, authorization.State, Event = ends });
            done++;
        }

        return done + (await ledgers.SettleAsync(course, rows with { Authorizations = authorizations }, [], cancellationToken)).Done;
    }

    // Warned once for each place that a visit has; check-in is what blocks.
    private async Task<int> WarnAsync(List<Holiday> holidays, CancellationToken cancellationToken)
    {
        List<TaskToOpen> open = [];
        foreach (var payer in await db.Payers.AsNoTracking().Where(p => p.BeforeVisit != PolicyLevel.Allow).ToListAsync(cancellationToken))
        {
            foreach (var (siteId, (clock, today)) in sites)
            {
                List<DateOnly> closed = [.. holidays.Where(h => h.SiteId is null || h.SiteId == siteId).Select(h => h.Date)];
                var until = BusinessDays.After(today, payer.BusinessDaysBefore, closed);
                var courses = db.Authorizations.Where(a => a.PayerId == payer.Id).Select(a => a.CourseId);
                var visits = await db.Appointments.AsNoTracking()
                    .Where(v => v.SiteId == siteId && v.CourseId != null && courses.Contains(v.CourseId.Value) && v.StartsAt > db.Now && v.LocalDate <= until)
                    .Where(v => v.State == AppointmentState.Booked || v.State == AppointmentState.Confirmed).ToListAsync(cancellationToken);
                open.AddRange(visits.Where(v => v.Commitment == Commitment.Tentative || v.Flags.Contains(UnitReasons.Tag))
                    .Select(v => TaskToOpen.Of(TaskKind.VisitUnauthorized, v, $"{v.Id}:{v.ScheduleVersion}", v.StartsAt)));
            }
        }

        await tasks.CloseOthersAsync(TaskKind.VisitUnauthorized, open.Select(t => t.Key), Gone, cancellationToken);
        return await tasks.OpenAsync(open, cancellationToken);
    }

    private async Task<int> DecideAsync(Course course, CancellationToken cancellationToken)
    {
        if (PendingDecision.Last(await db.Authorizations.Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken)) is not { } authorization || authorization.DecideBy > db.Now)
        {
            return 0;
        }

        var waiting = (await booked.OfCourseAsync(course, cancellationToken)).Where(v => v.Appointment.Commitment == Commitment.Tentative && v.Appointment.StartsAt > db.Now
            && v.Appointment.State is AppointmentState.Booked or AppointmentState.Confirmed).ToList();
        if (waiting.Count == 0)
        {
            return 0;
        }

        var released = authorization.OnExpiry == ExpiryAction.Release ? waiting.Count : 0;
        if (released > 0)
        {
            await booking.ChangeStatesAsync(
                waiting[0].Terms, [.. waiting.Select(v => v.Appointment)], "cancelled", "not_decided", v => Cancellation.Apply(v, false, "not_decided", db.Now, appointments.Value), cancellationToken);
        }

        var (clock, today) = sites[authorization.SiteId];
        return released + await tasks.OpenAsync([AuthorizationTasks.ToOpen(TaskKind.TentativeDecision, authorization, DecisionOf(authorization), clock.DayBounds(today).Until)], cancellationToken);
    }

    private static string DecisionOf(Authorization authorization) => $"{authorization.DecideBy:yyyyMMddHHmm}";
}
