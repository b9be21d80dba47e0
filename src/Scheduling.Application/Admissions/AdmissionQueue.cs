using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Admissions;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Admissions;

/// <summary>Takes waiting lists in, shows and ends them. The search is a worker's: <see cref="AdmissionRuns"/>.</summary>
public sealed class AdmissionQueue(SchedulingDbContext db, ClinicContext context, AuditLog audit, EventLog events)
{
    /// <summary>Most courses of one list.</summary>
    public const int MostCourses = 500;

    /// <summary>Queues the courses named.</summary>
    /// <exception cref="SchedulingException">unknown_reference; unprocessable for a course with visits booked, closed, or whose patient stands in the list twice.</exception>
    public async Task<Admission> AddAsync(AdmissionQuestion question, CancellationToken cancellationToken)
    {
        var ids = question.Courses.Select(c => c.CourseId).ToList();
        var courses = await db.Courses.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var booked = await WithVisitsToComeAsync(ids, cancellationToken);
        var patients = new HashSet<Guid>();
        for (var i = 0; i < ids.Count; i++)
        {
            var pointer = $"/courses/{i}/courseId";
            if (!courses.TryGetValue(ids[i], out var course) || context.Identity.SiteIds?.Contains(course.SiteId) == false)
            {
                throw new SchedulingException(ProblemCodes.UnknownReference, "An id in the body is unknown: see errors.") { Errors = [new(pointer, "Unknown.")] };
            }

            var wrong = !course.IsBookable ? $"is {StoredJson.Word(course.State)}; only a course that may be booked can be admitted"
                : booked.Contains(course.Id) ? "has visits booked; only courses with none can be admitted"
                : patients.Add(course.PatientId) ? null : "is of a patient who stands in the list already";
            if (wrong is not null)
            {
                throw new SchedulingException(ProblemCodes.Unprocessable, $"A course can't be admitted: {wrong}.") { Errors = [new(pointer, wrong)] };
            }
        }

        return await StoreAsync(question, [.. courses.Values.Select(c => c.SiteId).Distinct().Order()], cancellationToken);
    }

    /// <summary>Queues every course of some sites that may be booked and has nothing booked, the oldest first; one of each patient.</summary>
    /// <param name="question">Without courses.</param>
    /// <param name="each">What is asked for each course.</param>
    /// <param name="siteIds">The sites; null for all that the key may see.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">unknown_reference; unprocessable when there is none, or more than <see cref="MostCourses"/>.</exception>
    public async Task<Admission> AddWaitingAsync(AdmissionQuestion question, Func<Guid, AdmissionCourse> each, IReadOnlyList<Guid>? siteIds, CancellationToken cancellationToken)
    {
        var sites = await db.Sites.AsNoTracking().Where(s => s.RetiredAt == null).Select(s => s.Id).ToListAsync(cancellationToken);
        for (var i = 0; i < (siteIds?.Count ?? 0); i++)
        {
            if (!sites.Contains(siteIds![i]))
            {
                throw new SchedulingException(ProblemCodes.UnknownReference, "An id in the body is unknown: see errors.") { Errors = [new($"/siteIds/{i}", "Unknown.")] };
            }

            context.RequireSite(siteIds[i]);
        }

        var asked = siteIds ?? [.. sites.Where(s => context.Identity.SiteIds?.Contains(s) != false)];
        var open = await db.Courses.AsNoTracking()
            .Where(c => asked.Contains(c.SiteId) && (c.State == CourseState.Draft || c.State == CourseState.AwaitingAuthorization || c.State == CourseState.Ready || c.State == CourseState.Active))
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id)
            .ToListAsync(cancellationToken);
        var booked = await WithVisitsToComeAsync([.. open.Select(c => c.Id)], cancellationToken);
        var waiting = open.Where(c => c.IsBookable && !booked.Contains(c.Id)).DistinctBy(c => c.PatientId).ToList();
        if (waiting.Count is 0 or > MostCourses)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, waiting.Count == 0
                ? "No course waits: none may be booked and has nothing booked."
                : $"{waiting.Count} courses wait, and one list holds {MostCourses} at most: name the courses, or fewer sites.");
        }

        return await StoreAsync(question with { Courses = [.. waiting.Select(c => each(c.Id))] }, [.. waiting.Select(c => c.SiteId).Distinct().Order()], cancellationToken);
    }

    /// <summary>One admission that the key may see.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Admission> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await Visible().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>Those that the key may see, the newest first.</summary>
    public Task<Page<Admission>> ListAsync(AdmissionState? state, PageRequest page, CancellationToken cancellationToken) => Visible().AsNoTracking()
        .Where(a => state == null || a.State == state)
        .ToPageAsync(a => a.CreatedAt, a => a.Id, page, cancellationToken, descending: true);

    /// <summary>Ends one: at once while it waits, otherwise as soon as its worker hears of it.</summary>
    /// <exception cref="SchedulingException">wrong_state when it has ended.</exception>
    public async Task CancelAsync(Admission admission, CancellationToken cancellationToken)
    {
        if (admission.HasEnded)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The admission is {StoredJson.Word(admission.State)}; only a queued or running one can be cancelled.");
        }

        admission.CancelRequestedAt ??= context.Now;
        if (admission.State == AdmissionState.Queued)
        {
            (admission.State, admission.EndedAt) = (AdmissionState.Cancelled, context.Now);
            events.Append("admission.cancelled", "admission", admission.Id);
        }

        audit.Write("cancel", "admission", admission.Id);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The question of a stored admission.</summary>
    public static AdmissionQuestion QuestionOf(Admission admission) => JsonSerializer.Deserialize<AdmissionQuestion>(admission.Request, StoredJson.Options)!;

    /// <summary>What a stored admission proposes; empty while it proposes nothing.</summary>
    public static IReadOnlyList<AdmissionOutcome> OutcomesOf(Admission admission) =>
        admission.Result is null ? [] : JsonSerializer.Deserialize<List<AdmissionOutcome>>(admission.Result, StoredJson.Options)!;

    private IQueryable<Admission> Visible()
    {
        var all = context.Identity.SiteIds is null;
        var allowed = (context.Identity.SiteIds ?? []).ToList();
        return db.Admissions.Where(a => all || a.SiteIds.All(s => allowed.Contains(s)));
    }

    private async Task<Admission> StoreAsync(AdmissionQuestion question, List<Guid> siteIds, CancellationToken cancellationToken)
    {
        var admission = new Admission
        {
            ClinicId = context.ClinicId,
            Id = Guid.CreateVersion7(context.Now),
            State = AdmissionState.Queued,
            Request = JsonSerializer.Serialize(question, StoredJson.Options),
            SiteIds = siteIds,
        };
        db.Admissions.Add(admission);
        audit.Write("plan", "admission", admission.Id);
        events.Append("admission.queued", "admission", admission.Id, null, new { courses = question.Courses.Count });
        await db.SaveChangesAsync(cancellationToken);
        return admission;
    }

    private async Task<HashSet<Guid>> WithVisitsToComeAsync(List<Guid> courseIds, CancellationToken cancellationToken)
    {
        var live = LiveStates.ToCome;
        return await db.Appointments.AsNoTracking()
            .Where(a => a.CourseId != null && courseIds.Contains(a.CourseId.Value) && a.CountsAsSession && live.Contains(a.State))
            .Select(a => a.CourseId!.Value)
            .ToHashSetAsync(cancellationToken);
    }
}
