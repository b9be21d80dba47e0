using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Records;

/// <summary>Finds the course that something clinical is entered in.</summary>
internal static class CourseCheck
{
    /// <summary>The course, untracked, if the key may see its site.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public static async Task<Course> RequireCourseAsync(this SchedulingDbContext db, ClinicContext context, Guid id, CancellationToken cancellationToken)
    {
        var course = await db.Courses.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        return course is null || (context.Identity.SiteIds is { } allowed && !allowed.Contains(course.SiteId)) ? throw SchedulingException.NotFound() : course;
    }
}
