using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Admissions;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Admissions;

/// <summary>Books what an admission proposes: all courses named, each whole and exactly as shown, or nothing.</summary>
public sealed class AdmissionBooking(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, CourseDossiers dossiers, PlannedVisits planned, VisitBooking booking, AuditLog audit, EventLog events)
{
    /// <summary>Books the courses named, or all that are admitted and not booked yet.</summary>
    /// <returns>The admission's version now, and the courses booked with their visits.</returns>
    /// <exception cref="SchedulingException">wrong_state; invalid_request for a course that is not admitted; plan_outdated naming what each course lost.</exception>
    /// <param name="admission">The admission.</param>
    /// <param name="requireVersion">Refuses unless its version is what the caller has read.</param>
    /// <param name="courseIds">The courses to book; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(int Version, IReadOnlyDictionary<Guid, IReadOnlyList<Appointment>> Booked)> ApplyAsync(
        Admission admission, Action<int> requireVersion, IReadOnlyList<Guid>? courseIds, CancellationToken cancellationToken)
    {
        // Two that apply it at once take turns, and the second finds another version.
        await using (var command = db.Command("select 1 from admissions where id = $1 for no key update", admission.Id))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await db.Entry(admission).ReloadAsync(cancellationToken);
        requireVersion(admission.Version);
        var options = Options(admission, courseIds);
        await LockAsync(options, cancellationToken);
        var asked = AdmissionQueue.QuestionOf(admission);
        Dictionary<Guid, IReadOnlyList<Appointment>> booked = [];
        List<LostCourse> lost = [];
        foreach (var (courseId, option) in options)
        {
            try
            {
                booked[courseId] = await BookAsync(courseId, option, asked, cancellationToken);
            }
            catch (SchedulingException refusal) when (refusal.Code == ProblemCodes.PlaceTaken || refusal.Code == ProblemCodes.RuleBroken || refusal.Code == ProblemCodes.WrongState)
            {
                // The refusal of one names it; whether the others still hold is worth knowing in the same answer.
                await db.Database.CurrentTransaction!.RollbackToSavepointAsync("course", cancellationToken);
                lost.Add(new LostCourse(courseId, refusal.Code.Code, refusal.Message, refusal.Rule, refusal.Conflicts));
            }

            // What was written need not be watched any longer, and what was rolled back must not be.
            db.ChangeTracker.Clear();
            dossiers.Forget();
        }

        if (lost.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.PlanOutdated, "Courses can no longer be booked as proposed: see courses. Nothing was booked; leave them out, or plan the admission again.")
            {
                Rule = lost[0].Rule,
                Conflicts = [.. lost.SelectMany(l => l.Conflicts)],
                Extensions = new Dictionary<string, object?> { ["courses"] = lost },
            };
        }

        return (await NoteAsync(admission.Id, [.. options.Select(o => o.CourseId)], cancellationToken), booked);
    }

    private static List<(Guid CourseId, PlanOption Option)> Options(Admission admission, IReadOnlyList<Guid>? courseIds)
    {
        if (admission.Result is null || !admission.HasEnded)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The admission is {StoredJson.Word(admission.State)} and proposes nothing; it can be applied once it is done, or cancelled with a plan.");
        }

        var admitted = AdmissionQueue.OutcomesOf(admission).Where(o => o.Option is not null).ToDictionary(o => o.CourseId, o => o.Option!);
        for (var i = 0; i < (courseIds?.Count ?? 0); i++)
        {
            if (!admitted.ContainsKey(courseIds![i]))
            {
                throw SchedulingException.Invalid($"/courses/{i}", "is not admitted by this admission");
            }
        }

        var wanted = (courseIds?.Distinct() ?? admitted.Keys.Where(id => !admission.AppliedCourseIds.Contains(id))).ToList();
        return wanted.Count == 0 || wanted.Any(admission.AppliedCourseIds.Contains)
            ? throw new SchedulingException(ProblemCodes.WrongState, wanted.Count == 0 ? "Nothing of the admission is left to book." : "A course named has been booked from this admission already.")
            : [.. wanted.Select(id => (id, admitted[id]))];
    }

    // All at once and sorted: course by course, two admissions could wait for each other.
    private async Task LockAsync(List<(Guid CourseId, PlanOption Option)> options, CancellationToken cancellationToken)
    {
        var ids = options.Select(o => o.CourseId).ToList();
        var patients = await db.Courses.AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => c.PatientId).ToListAsync(cancellationToken);
        var resources = options.SelectMany(o => o.Option.Sessions).SelectMany(s => s.Takes).Select(t => t.Resource.Id).Concat(patients);
        await locks.TakeForBookingsAsync(options.Select(o => o.Option.SiteId), ids, resources, cancellationToken);
    }

    private async Task<IReadOnlyList<Appointment>> BookAsync(Guid courseId, PlanOption option, AdmissionQuestion asked, CancellationToken cancellationToken)
    {
        await db.Database.CurrentTransaction!.CreateSavepointAsync("course", cancellationToken);
        var course = (await dossiers.OfAsync(courseId, cancellationToken)).Course;
        var terms = await planned.TermsAsync(course, asked.Courses.Single(c => c.CourseId == courseId).ToPlanQuestion(asked.EndOnOrBefore), cancellationToken);
        return await booking.BookAsync(terms, planned.Of(option, terms.Protocol!), cancellationToken);
    }

    private async Task<int> NoteAsync(Guid id, List<Guid> courseIds, CancellationToken cancellationToken)
    {
        // Loaded anew: what was loaded before is not watched any longer.
        var admission = await db.Admissions.SingleAsync(a => a.Id == id, cancellationToken);
        admission.AppliedCourseIds = [.. admission.AppliedCourseIds, .. courseIds];
        audit.Write("apply", "admission", admission.Id);
        events.Append("admission.applied", "admission", admission.Id, null, new { courses = courseIds, by = context.Actor });
        await db.SaveChangesAsync(cancellationToken);
        return admission.Version;
    }
}

/// <summary>A course that can no longer be booked as an admission proposed.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="Code">The problem's code.</param>
/// <param name="Detail">The same in words.</param>
/// <param name="Rule">The rule broken.</param>
/// <param name="Conflicts">The places lost.</param>
public sealed record LostCourse(Guid CourseId, string Code, string Detail, string? Rule, IReadOnlyList<Conflict> Conflicts);
