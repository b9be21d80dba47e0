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
/// acts where tentative visits were to be decided by now (R22). Each task is opened once for its mark.
/// </summary>
public sealed class AuthorizationWatch(
    SchedulingDbContext db, ResourceLocks locks, TaskBook tasks, BookedVisits booked, VisitBooking booking, IOptions<AppointmentOptions> options, EventLog events, AuditLog audit)
{
    private readonly Dictionary<Guid, (SiteClock Clock, DateOnly Today)> sites = [];

    /// <summary>Does what is due.</summary>
    /// <returns>Tasks opened, authorizations ended and visits released.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        foreach (var site in await db.Sites.AsNoTracking().ToListAsync(cancellationToken))
        {
            var clock = FactsReader.ClockOf(site);
            sites[site.Id] = (clock, clock.DateOf(db.Now));
        }

        // First what takes places' locks; tasks come after those of courses and visits.
        var done = await DecideAsync(cancellationToken);
        var holidays = await db.Holidays.AsNoTracking().ToListAsync(cancellationToken);
        return done + await AlertAsync(cancellationToken) + await WarnAsync(holidays, cancellationToken);
    }

    private async Task<int> AlertAsync(CancellationToken cancellationToken)
    {
        var running = await db.Authorizations
            .Where(a => a.State == AuthorizationState.Approved || a.State == AuthorizationState.Partial || a.State == AuthorizationState.Overturned
                || a.State == AuthorizationState.Extended || a.State == AuthorizationState.ExtensionRequested || a.State == AuthorizationState.Exhausted)
            .Where(a => db.Courses.Any(c => c.Id == a.CourseId && c.State != CourseState.Completed && c.State != CourseState.Discontinued))
            .OrderBy(a => a.Id).ToListAsync(cancellationToken);
        var ids = running.Select(a => a.Id).ToList();
        var lines = (await db.AuthorizationLines.AsNoTracking().Where(l => ids.Contains(l.AuthorizationId)).ToListAsync(cancellationToken)).ToLookup(l => l.AuthorizationId);
        List<TaskToOpen> open = [];
        var ended = 0;
        foreach (var authorization in running)
        {
            var own = lines[authorization.Id].ToList();
            var (clock, today) = sites[authorization.SiteId];
            open.AddRange(AuthorizationAlerts.Of(authorization, own, today).Select(a => AuthorizationTasks.ToOpen(
                a.Kind switch { AuthorizationAlertKind.WindowEnds => TaskKind.AuthorizationEnding, AuthorizationAlertKind.UnitsLeft => TaskKind.UnitsRunningOut, _ => TaskKind.ExtensionNeeded },
                authorization,
                // An extension moves the window or the count, and the marks begin anew.
                a.Kind == AuthorizationAlertKind.WindowEnds ? $"{a.Level}:{a.On:yyyy-MM-dd}" : $"{a.Level}:{own.Sum(l => l.Granted)}",
                clock.DayBounds(a.On).Until)));
            ended += End(authorization, own, today) ? 1 : 0;
        }

        await db.SaveChangesAsync(cancellationToken);
        return ended + await tasks.OpenAsync(open, cancellationToken);
    }

    private bool End(Authorization authorization, List<AuthorizationLine> lines, DateOnly today)
    {
        var granted = lines.Where(l => l.Granted > 0).ToList();
        AuthorizationEvent? what = granted.Count == 0 ? null
            : granted.TrueForAll(l => l.WindowUntil < today) ? AuthorizationEvent.Expire
            : granted.TrueForAll(l => l.Consumed == l.Granted) ? AuthorizationEvent.Exhaust
            : null;
        if (what is not { } ends || AuthorizationTransitions.Next(authorization.State, ends) is not { } next || next == authorization.State)
        {
            return false;
        }

        authorization.State = next;
        audit.Write(StoredJson.Word(ends), "authorization", authorization.Id);
        events.Append("authorization.changed", "authorization", authorization.Id, authorization.SiteId, new { authorization.CourseId, authorization.State, Event = ends });
        return true;
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

        return await tasks.OpenAsync(open, cancellationToken);
    }

    private async Task<int> DecideAsync(CancellationToken cancellationToken)
    {
        var due = (await db.Authorizations.AsNoTracking().Where(a => a.DecideBy <= db.Now).OrderBy(a => a.Id).ToListAsync(cancellationToken)).Where(a => a.State.IsPending()).ToList();
        var courses = due.Select(a => a.CourseId).Distinct().ToList();
        var candidates = await db.Appointments.AsNoTracking().Include(a => a.Staff)
            .Where(a => a.CourseId != null && courses.Contains(a.CourseId.Value) && a.Commitment == Commitment.Tentative && a.StartsAt > db.Now).ToListAsync(cancellationToken);
        if (candidates.Count == 0)
        {
            return 0;
        }

        // All at once and in order; the courses are taken one by one after that.
        await locks.TakeForBookingsAsync(
            candidates.Select(a => a.SiteId),
            courses,
            candidates.SelectMany(a => a.Staff.Select(s => s.StaffId).Concat(new[] { a.DeviceId, a.RoomId }.OfType<Guid>()).Append(a.PatientId)),
            cancellationToken);
        var done = 0;
        List<TaskToOpen> open = [];
        foreach (var authorization in due)
        {
            var course = await db.Courses.SingleAsync(c => c.Id == authorization.CourseId, cancellationToken);
            var waiting = (await booked.OfCourseAsync(course, cancellationToken)).Where(v => v.Appointment.Commitment == Commitment.Tentative && v.Appointment.StartsAt > db.Now
                && v.Appointment.State is AppointmentState.Booked or AppointmentState.Confirmed).ToList();
            if (waiting.Count > 0 && authorization.OnExpiry == ExpiryAction.Release)
            {
                await booking.ChangeStatesAsync(
                    waiting[0].Terms, [.. waiting.Select(v => v.Appointment)], "cancelled", "not_decided", v => Cancellation.Apply(v, false, "not_decided", db.Now, options.Value), cancellationToken);
                done += waiting.Count;
            }

            if (waiting.Count > 0)
            {
                var (clock, today) = sites[authorization.SiteId];
                open.Add(AuthorizationTasks.ToOpen(TaskKind.TentativeDecision, authorization, $"{authorization.DecideBy:yyyyMMddHHmm}", clock.DayBounds(today).Until));
            }
        }

        done += await tasks.OpenAsync(open, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return done;
    }
}
