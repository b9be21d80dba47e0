using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Import;

/// <summary>The courses and visits of a file.</summary>
internal sealed class ImportCourses(SchedulingDbContext db, CourseSetup setup, ImportVisits visits, ImportRun run)
{
    /// <summary>Puts the courses, then the visits of none.</summary>
    public async Task PutAsync(CancellationToken cancellationToken)
    {
        var file = run.Document.File;
        for (var i = 0; i < file.Courses.Count; i++)
        {
            await PutAsync(file.Courses[i], ImportPlace.Of(run.Document, "courses", i), cancellationToken);
        }

        for (var i = 0; i < file.Visits.Count; i++)
        {
            var visit = file.Visits[i];
            var place = ImportPlace.Of(run.Document, "visits", i);
            // Once booked a visit is the front desk's: the file never moves it.
            await run.Keys.PutAsync(ImportKinds.Visit, visit.Key, place, visit, () => visits.AddAsync(visit, place, cancellationToken), _ => Task.CompletedTask);
        }
    }

    private async Task PutAsync(ImportedCourse file, ImportPlace place, CancellationToken cancellationToken)
    {
        var protocol = await db.Protocols.Where(p => p.Code == file.Protocol).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(cancellationToken)
            ?? throw run.Document.Wrong(place.Pointer + "/protocol", "no protocol of the clinic has this code");
        var request = new NewCourse
        {
            PatientId = run.Keys.IdOf(ImportKinds.Patient, file.Patient, place.Pointer + "/patient"),
            SiteId = run.Keys.IdOf(ImportKinds.Site, file.Site, place.Pointer + "/site"),
            ProtocolId = protocol,
            Indication = file.Indication,
            Coverage = CoverageOf(file.Coverage),
            Draft = file.Draft,
            PreferredTime = file.PreferredTime,
            Priority = file.Priority,
            Targets = file.Targets,
            Orders = [.. file.Orders.Select(o => new NewOrder(o.Kind, o.Reason, o.From?.On(run.Today), o.Until?.On(run.Today)))],
        };
        await run.Keys.PutAsync(
            ImportKinds.Course,
            file.Key,
            place,
            request,
            async () =>
            {
                var course = await setup.CreateAsync(request, cancellationToken);
                await visits.AddAsync(file, place, course.Id, cancellationToken);
                return course.Id;
            },
            async id =>
            {
                var course = await db.Courses.SingleAsync(c => c.Id == id, cancellationToken);
                // Once a course has authorizations, who pays for it is theirs to say: the file doesn't know of them.
                var coverage = course.Coverage is { Authorized: not null } ? null : request.Coverage;
                var targets = request.Targets.Count > 0 ? request.Targets : null;
                await setup.ChangeAsync(course, new CourseChange { Targets = targets, Coverage = coverage, PreferredTime = request.PreferredTime, Priority = request.Priority }, cancellationToken);
            });
    }

    private Coverage? CoverageOf(ImportedCoverage? file) => file is null
        ? null
        : new Coverage(file.Kind, file.Supervision ?? [], file.WindowFrom?.On(run.Today), file.WindowUntil?.On(run.Today), file.Units, file.MaxPerDay);
}
