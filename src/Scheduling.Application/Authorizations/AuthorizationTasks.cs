using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Resources;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Authorizations;

/// <summary>What authorizations ask of people.</summary>
public sealed class AuthorizationTasks(SchedulingDbContext db, TaskBook tasks)
{
    /// <summary>The next step of an authorization is somebody's to do by its date; what was to be done before is over.</summary>
    public async Task FollowAsync(Authorization authorization, SiteClock clock, CancellationToken cancellationToken)
    {
        await tasks.CloseOfCauseAsync(TaskKind.AuthorizationDue, $"{authorization.Id}:", "went_on", cancellationToken);
        if (authorization.DueOn is { } due)
        {
            await tasks.OpenAsync([ToOpen(TaskKind.AuthorizationDue, authorization, $"{due:yyyy-MM-dd}:{authorization.State}", clock.DayBounds(due).Until)], cancellationToken);
        }
    }

    /// <summary>Visits to come that a decision leaves without a unit are somebody's to decide on before the first of them; once for each decision.</summary>
    internal async Task AskAsync(Authorization authorization, IReadOnlyList<AuthorizationLine> lines, IReadOnlyList<AffectedVisit> without, CancellationToken cancellationToken)
    {
        if (without.Count > 0 && !await db.Tasks.AnyAsync(t => t.CourseId == authorization.CourseId && t.Kind == TaskKind.CoverageEnded && t.State == TaskState.Open, cancellationToken))
        {
            await tasks.OpenAsync([ToOpen(TaskKind.UnitsMissing, authorization, $"{authorization.State}:{CoverageEnd.NameOf(authorization, lines)}", without[0].Start)], cancellationToken);
        }
    }

    /// <summary>Once no visit to come of a course is without a unit any more, nothing is left to decide.</summary>
    internal async Task CloseCoveredAsync(Guid courseId, CancellationToken cancellationToken)
    {
        var toCome = await db.Appointments.AsNoTracking().Where(a => a.CourseId == courseId && a.StartsAt > db.Now && (a.State == AppointmentState.Booked || a.State == AppointmentState.Confirmed))
            .Select(a => a.Flags).ToListAsync(cancellationToken);
        if (!toCome.Exists(f => f.Contains(UnitReasons.Tag)))
        {
            await tasks.CloseOfCourseAsync(TaskKind.UnitsMissing, courseId, "repaired", cancellationToken);
        }
    }

    /// <summary>Names a cause within its kind.</summary>
    internal static string KeyOf(Authorization authorization, string cause) => $"{authorization.Id}:{cause}";

    /// <summary>A task about an authorization.</summary>
    internal static TaskToOpen ToOpen(TaskKind kind, Authorization authorization, string cause, DateTimeOffset dueAt) =>
        new(kind, KeyOf(authorization, cause), authorization.SiteId, dueAt, authorization.PatientId, authorization.CourseId, null);
}
