using Microsoft.Extensions.Options;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Patients;
using Scheduling.Application.Persistence;
using Scheduling.Application.Repairs;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Courses;

/// <summary>Pauses, holds, resumes and ends courses, with what that does to their visits.</summary>
public sealed class CourseStates(
    SchedulingDbContext db,
    ClinicContext context,
    CourseOpening opening,
    VisitBooking booking,
    VisitRelocating relocating,
    MakeUps makeUps,
    PatientAvailability availability,
    GapReading gaps,
    RepairProposals repairs,
    TaskBook tasks,
    IOptions<AppointmentOptions> options)
{
    /// <summary>Stops the course until it is resumed. Its visits stay as they are; nothing new is booked.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required.</exception>
    public async Task<CourseDiff> HoldAsync(Guid courseId, string reason, Action<Course> expect, CancellationToken cancellationToken)
    {
        context.RequireActor();
        var opened = await opening.OpenAsync(courseId, CourseAction.Hold, expect, cancellationToken);
        await opening.ChangeAsync(opened, CourseAction.Hold, reason, null, cancellationToken);
        return await opening.DiffAsync(opened, cancellationToken);
    }

    /// <summary>Goes on after a hold. After a gap that the protocol holds for (R14), the next visit determines the motor threshold anew, where the protocol has such a kind; none is given before.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required, actor_not_allowed, course_does_not_fit.</exception>
    public async Task<CourseDiff> ResumeAsync(Guid courseId, string reason, Action<Course> expect, CancellationToken cancellationToken)
    {
        var actor = await db.RequirePrescriberAsync(context, cancellationToken);
        var opened = await opening.OpenAsync(courseId, CourseAction.Resume, expect, cancellationToken);
        var gap = await gaps.OfAsync(opened.Course, opened.Protocol, opened.Visits.ToList(), opened.Today, GapAction.Hold, cancellationToken);
        var kind = gap?.Action == GapAction.Hold ? opened.Protocol.RedeterminationKind : null;
        if (kind is not null)
        {
            opened.Course.DemandThreshold(opened.Today);
        }

        await opening.ChangeAsync(opened, CourseAction.Resume, reason, null, cancellationToken);
        await tasks.CloseOfCourseAsync(TaskKind.GapHold, courseId, "resumed", cancellationToken);
        await tasks.CloseOfCourseAsync(TaskKind.CoverageEnded, courseId, CoverageEnds.Resumed, cancellationToken);
        if (kind is null)
        {
            return await opening.DiffAsync(opened, cancellationToken);
        }

        var first = await makeUps.BeginAgainAsync(courseId, kind, cancellationToken);
        return await opening.DiffAsync(opened, cancellationToken) with { MotorThresholdFirst = true, MotorThresholdVisitId = first };
    }

    /// <summary>Ends the course early and cancels what is to come.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required.</exception>
    public async Task<CourseDiff> DiscontinueAsync(Guid courseId, string reason, Action<Course> expect, CancellationToken cancellationToken)
    {
        context.RequireActor();
        var opened = await opening.OpenAsync(courseId, CourseAction.Discontinue, expect, cancellationToken);
        var toCome = opened.ToCome(context.Now);
        if (toCome.Count > 0)
        {
            await booking.ChangeStatesAsync(opened.Terms, toCome, "cancelled", CourseReasons.Discontinued, v => Cancellation.Apply(v, false, CourseReasons.Discontinued, context.Now, options.Value), cancellationToken);
        }

        await opening.ChangeAsync(opened, CourseAction.Discontinue, reason, null, cancellationToken);
        await tasks.CloseOfCourseAsync(TaskKind.GapHold, courseId, "discontinued", cancellationToken);
        return await opening.DiffAsync(opened, cancellationToken);
    }

    /// <summary>Ends the course as complete. What is still to come has to be cancelled before, or the target lowered.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required.</exception>
    public async Task<CourseDiff> CompleteAsync(Guid courseId, string? reason, Action<Course> expect, CancellationToken cancellationToken)
    {
        context.RequireActor();
        var opened = await opening.OpenAsync(courseId, CourseAction.Complete, expect, cancellationToken);
        var open = opened.Visits.Count(v => v.State.IsToCome() || v.State == AppointmentState.NeedsNewTime);
        if (open > 0)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"{open} visits of the course are still open; enter what became of them, cancel them, or discontinue the course.");
        }

        var progress = CourseProgress.Of(opened.Course.Targets, opened.Visits.ToList());
        if (progress.Delivered < progress.Target && reason is null)
        {
            throw SchedulingException.Invalid("/reason", $"is required: {progress.Delivered} of {progress.Target} sessions are delivered");
        }

        await opening.ChangeAsync(opened, CourseAction.Complete, reason ?? CourseRules.TargetDelivered, null, cancellationToken);
        return await opening.DiffAsync(opened, cancellationToken);
    }

    /// <summary>Keeps local dates free of visits, as an absence of the patient that was agreed to: it doesn't count as a lapse (R14), and nothing is booked in it.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="from">First local date.</param>
    /// <param name="until">Last local date, inclusive.</param>
    /// <param name="reason">Why.</param>
    /// <param name="place">Whether the visits in it are placed after it; otherwise they wait for a new time.</param>
    /// <param name="expect">Refuses a course that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required, invalid_request, course_does_not_fit.</exception>
    public async Task<CourseDiff> PauseAsync(Guid courseId, DateOnly from, DateOnly until, string reason, bool place, Action<Course> expect, CancellationToken cancellationToken)
    {
        var actor = context.RequireActor();
        var opened = await opening.OpenAsync(courseId, CourseAction.Pause, expect, cancellationToken);
        if (until < from || until < opened.Today)
        {
            throw SchedulingException.Invalid("/until", "must not be before from, nor in the past");
        }

        var inside = Inside(opened, from, until);
        if (inside.Count > 0)
        {
            await relocating.RelocateAsync([new VisitRelocation(opened.Terms, [], [.. inside.Select(v => v.Id)], inside)], CourseReasons.Paused, cancellationToken);
        }

        await availability.AddAbsenceAsync(opened.Course.PatientId, new CreateAbsenceRequest { From = from, Until = until, Reason = CourseReasons.Paused, ApprovedBy = actor }, cancellationToken);
        await opening.ChangeAsync(opened, CourseAction.Pause, reason, new { from, until }, cancellationToken);
        if (place && inside.Any(v => v.CountsAsSession))
        {
            var after = until.AddDays(1);
            await makeUps.PlaceAsync(courseId, new MakeUpQuestion { StartOnOrAfter = after > opened.Today ? after : opened.Today }, _ => { }, cancellationToken);
        }

        // The patient's other visits lie in the same absence, and are repaired as after any.
        await repairs.ProposeAsync(RepairCauses.PatientAbsence, opened.Course.PatientId, cancellationToken);

        return await opening.DiffAsync(opened, cancellationToken);
    }

    // A course that has not begun yet begins after the pause, with the visit that determines the dose: nothing of it can stay in front of that.
    private List<Appointment> Inside(OpenedCourse opened, DateOnly from, DateOnly until)
    {
        var placed = opened.ToCome(context.Now).Where(v => v.State != AppointmentState.NeedsNewTime).ToList();
        var inside = placed.Where(v => v.LocalDate >= from && v.LocalDate <= until).ToList();
        return opened.Delivered == 0 && inside.Any(v => v.CountsAsSession && v.Kind == opened.Protocol.InitialKind) ? placed : inside;
    }
}
