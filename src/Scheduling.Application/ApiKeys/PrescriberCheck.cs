using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.ApiKeys;

/// <summary>Who may decide for a prescriber: a person must be named; one of our own staff must hold the role, another vendor's user is that vendor's to know.</summary>
public static class PrescriberCheck
{
    /// <summary>The person behind the request.</summary>
    /// <exception cref="SchedulingException">actor_required, actor_not_allowed.</exception>
    public static async Task<string> RequirePrescriberAsync(this SchedulingDbContext db, ClinicContext context, CancellationToken cancellationToken)
    {
        var actor = context.RequireActor();
        if (Guid.TryParse(actor, out var id) && await db.Staff.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is { } member && !member.Roles.Contains(StaffRole.Prescriber))
        {
            throw new SchedulingException(ProblemCodes.ActorNotAllowed);
        }

        return actor;
    }
}
