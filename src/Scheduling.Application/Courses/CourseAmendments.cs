using Microsoft.Extensions.Options;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Courses;

/// <summary>Raises or lowers a running course's target in named phases (R13): sessions are added at the end of the phase, or its last ones given up.</summary>
public sealed class CourseAmendments(
    SchedulingDbContext db, ClinicContext context, CourseOpening opening, VisitBooking booking, MakeUps makeUps, IOptions<AppointmentOptions> options)
{
    /// <summary>Amends the course and books what that adds.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="targets">The new number of sessions of each phase named; the others stay.</param>
    /// <param name="preferredTime">The preferred local start from now on; null leaves it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="expect">Refuses a course that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required, actor_not_allowed, invalid_request, course_does_not_fit.</exception>
    public async Task<CourseDiff> AmendAsync(
        Guid courseId, IReadOnlyList<PhaseTarget> targets, TimeOnly? preferredTime, string reason, Action<Course> expect, CancellationToken cancellationToken)
    {
        await db.RequirePrescriberAsync(context, cancellationToken);
        var opened = await opening.OpenAsync(courseId, CourseAction.Amend, expect, cancellationToken);
        var course = opened.Course;
        var before = course.Targets;
        // Checked by themselves, so that a refusal names the target asked for.
        CourseSetup.Targets(opened.Protocol, targets);
        var wanted = before.Select(b => targets.LastOrDefault(t => t.Phase == b.Phase) ?? b).Concat(targets.Where(t => before.All(b => b.Phase != t.Phase))).ToList();
        wanted = [.. opened.Protocol.Phases.Select(p => wanted.FirstOrDefault(w => w.Phase == p.Name)).OfType<PhaseTarget>()];
        if (wanted.SequenceEqual(before) && (preferredTime is null || preferredTime == course.PreferredTime))
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "Nothing would change: the course has these targets already.");
        }

        var surplus = Surplus(opened, wanted);
        if (surplus.Count > 0)
        {
            await booking.ChangeStatesAsync(opened.Terms, surplus, "cancelled", reason, v => Cancellation.Apply(v, false, reason, context.Now, options.Value), cancellationToken);
        }

        (course.Targets, course.PreferredTime) = (wanted, preferredTime ?? course.PreferredTime);
        await opening.ChangeAsync(opened, CourseAction.Amend, reason, new { before, after = wanted, preferredTime }, cancellationToken);
        var raised = wanted.Any(w => w.Sessions > (before.FirstOrDefault(b => b.Phase == w.Phase)?.Sessions ?? 0));
        if (raised && course.IsBookable)
        {
            await makeUps.PlaceAsync(courseId, new MakeUpQuestion { PreferredTime = preferredTime }, _ => { }, cancellationToken);
        }

        return await opening.DiffAsync(opened, cancellationToken);
    }

    // The last ones of the phase, first those that have no place anyway.
    private List<Appointment> Surplus(OpenedCourse opened, List<PhaseTarget> wanted)
    {
        List<Appointment> surplus = [];
        for (var i = 0; i < wanted.Count; i++)
        {
            var (target, open) = (wanted[i], opened.ToCome(context.Now).Where(v => v.CountsAsSession && v.Phase == wanted[i].Phase).ToList());
            var kept = opened.Visits.Count(v => v.CountsAsSession && v.Phase == target.Phase && (v.IsDelivered || v.State.IsToCome() || v.State == AppointmentState.NeedsNewTime));
            var over = kept - target.Sessions;
            if (over > open.Count)
            {
                throw new SchedulingException(ProblemCodes.WrongState, $"Phase {target.Phase} has {kept - open.Count} sessions delivered or under way; its target can't be lower.") { Rule = "R13" };
            }

            surplus.AddRange(open.OrderBy(v => v.State == AppointmentState.NeedsNewTime ? 0 : 1).ThenByDescending(v => v.StartsAt).Take(Math.Max(0, over)));
        }

        return surplus;
    }
}
