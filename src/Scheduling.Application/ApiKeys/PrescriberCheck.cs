using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.ApiKeys;

/// <summary>
/// Who may decide for a clinician: a person must be named. One named by an id is one of our own, in service and in the role; another vendor's user, named in
/// that vendor's way, is that vendor's to know.
/// </summary>
public static class PrescriberCheck
{
    /// <summary>The person behind the request, a prescriber.</summary>
    /// <exception cref="SchedulingException">actor_required, actor_not_allowed.</exception>
    public static Task<string> RequirePrescriberAsync(this SchedulingDbContext db, ClinicContext context, CancellationToken cancellationToken) =>
        db.RequireRoleAsync(context, [StaffRole.Prescriber], cancellationToken);

    /// <summary>The person behind the request, a nurse or a prescriber.</summary>
    /// <exception cref="SchedulingException">actor_required, actor_not_allowed.</exception>
    public static Task<string> RequireClinicianAsync(this SchedulingDbContext db, ClinicContext context, CancellationToken cancellationToken) =>
        db.RequireRoleAsync(context, [StaffRole.Nurse, StaffRole.Prescriber], cancellationToken);

    private static async Task<string> RequireRoleAsync(this SchedulingDbContext db, ClinicContext context, IReadOnlyList<StaffRole> roles, CancellationToken cancellationToken)
    {
        var actor = context.RequireActor();
        if (Guid.TryParse(actor, out var id)
            && (await db.Staff.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.RetiredAt == null, cancellationToken) is not { } member || !member.Roles.Any(roles.Contains)))
        {
            throw new SchedulingException(ProblemCodes.ActorNotAllowed);
        }

        return actor;
    }
}
