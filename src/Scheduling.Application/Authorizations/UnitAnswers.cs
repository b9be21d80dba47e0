using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Authorizations;

/// <summary>The units of a course as callers see them.</summary>
public sealed class UnitAnswers(SchedulingDbContext db)
{
    /// <summary>The units of a course, as they are stored.</summary>
    public async Task<CourseUnits> OfAsync(Guid courseId, CancellationToken cancellationToken)
    {
        var lines = await db.AuthorizationLines.AsNoTracking().Where(l => l.CourseId == courseId).ToListAsync(cancellationToken);
        var claimed = db.UnitClaims.Where(c => c.CourseId == courseId).Select(c => c.Id);
        var without = await db.Appointments.AsNoTracking()
            .Where(a => a.CourseId == courseId && a.CountsAsSession && !claimed.Contains(a.Id))
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        return new CourseUnits
        {
            CourseId = courseId,
            Granted = lines.Sum(l => l.Granted),
            Reserved = lines.Sum(l => l.Reserved),
            Consumed = lines.Sum(l => l.Consumed),
            Remaining = lines.Sum(l => l.Remaining),
            Without = [.. without.Where(a => a.State.TakesResources()).Select(a => new VisitWithoutUnit(a.Id, a.LocalDate, a.Flags.Contains(UnitReasons.Tag)))],
        };
    }
}
