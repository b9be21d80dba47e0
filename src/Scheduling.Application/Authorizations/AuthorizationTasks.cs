using Scheduling.Application.Tasks;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Authorizations;

/// <summary>What authorizations ask of people.</summary>
public sealed class AuthorizationTasks(TaskBook tasks)
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

    /// <summary>Names a cause within its kind.</summary>
    internal static string KeyOf(Authorization authorization, string cause) => $"{authorization.Id}:{cause}";

    /// <summary>A task about an authorization.</summary>
    internal static TaskToOpen ToOpen(TaskKind kind, Authorization authorization, string cause, DateTimeOffset dueAt) =>
        new(kind, KeyOf(authorization, cause), authorization.SiteId, dueAt, authorization.PatientId, authorization.CourseId, null);
}
