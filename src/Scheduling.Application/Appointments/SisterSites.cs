using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Single visits of a course at a site that is not its home.</summary>
internal static class SisterSites
{
    /// <summary>R23: refuses a site without the device model that the course is treated on; a course goes on with another one by an amendment only.</summary>
    /// <param name="db">The clinic.</param>
    /// <param name="course">The course, or null for a visit of its own.</param>
    /// <param name="siteId">The site.</param>
    /// <param name="date">Local date of the visit.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">rule_broken.</exception>
    public static async Task RequireModelAsync(SchedulingDbContext db, Course? course, Guid siteId, DateOnly date, CancellationToken cancellationToken)
    {
        if (course?.ModelOn(date) is { } model && !await db.Devices.AnyAsync(d => d.SiteId == siteId && d.RetiredAt == null && d.ModelId == model, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.RuleBroken, "The site has no device of the model that the course is treated on; another one takes an order of kind device_change and an amendment.")
            {
                Rule = "R23",
                Errors = [new FieldError("/siteId", "has no device of the course's model")],
            };
        }
    }
}
