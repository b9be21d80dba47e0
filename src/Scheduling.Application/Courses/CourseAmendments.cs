using Microsoft.Extensions.Options;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Courses;

/// <summary>
/// Amends a running course (R13): its target in named phases, the phases themselves, the version of its protocol, how many sessions a week, the time of day, the site. What is added is booked, what is taken away cancelled,
/// and booked visits follow; all of it or nothing.
/// </summary>
public sealed class CourseAmendments(
    SchedulingDbContext db,
    ClinicContext context,
    CourseOpening opening,
    CourseOrders orders,
    CourseHandovers handovers,
    CourseProtocols protocols,
    CourseRefitting refitting,
    VisitBooking booking,
    MakeUps makeUps,
    IOptions<AppointmentOptions> options)
{
    /// <summary>Amends the course.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="asked">What changes, and why.</param>
    /// <param name="expect">Refuses a course that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required, actor_not_allowed, invalid_request, unknown_reference, site_not_allowed, unprocessable, rule_broken (R13, R23), course_does_not_fit.</exception>
    public async Task<CourseDiff> AmendAsync(Guid courseId, CourseAmendment asked, Action<Course> expect, CancellationToken cancellationToken)
    {
        if (asked.IsMedical)
        {
            await db.RequirePrescriberAsync(context, cancellationToken);
        }

        if (asked.SiteId is { } other)
        {
            await handovers.RequireSiteAsync(other, cancellationToken);
        }

        var opened = await opening.OpenAsync(courseId, CourseAction.Amend, expect, asked.SiteId, cancellationToken);
        var course = opened.Course;
        var from = From(opened, asked);
        var before = new { course.Targets, SiteId = course.SiteOn(from), course.DeviceModelId, course.ProtocolVersionId };
        var homes = course.Homes;
        var protocolBefore = opened.Protocol;
        (opened, var targets) = await protocols.ChangeAsync(opened, asked, cancellationToken);
        var wanted = Wanted(opened, targets, asked.Targets);
        var otherVersion = course.ProtocolVersionId != before.ProtocolVersionId;
        var otherCoil = otherVersion && opened.Protocol.DeviceCapability != protocolBefore.DeviceCapability;
        if (otherCoil)
        {
            CourseHandovers.RequireOrder(opened, from, "/protocolVersion", "The version asks for another coil");
        }

        var (otherPace, faster) = Pace(opened, asked, from);
        var (sameTargets, sameTime) = (wanted.SequenceEqual(course.Targets), asked.PreferredTime is null || (asked.PreferredTime == course.PreferredTime && asked.From is null));
        var otherModel = asked.SiteId is { } to && await handovers.TakeOverAsync(opened, to, asked.DeviceModelId, from, cancellationToken);
        var leaves = otherModel || !ReferenceEquals(course.Homes, homes);
        if (sameTargets && sameTime && !otherPace && !leaves && !otherVersion)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "Nothing would change: the course has these terms already.");
        }

        var raised = await GiveUpStrangersAsync(opened, wanted, cancellationToken) | wanted.Any(w => w.Sessions > (course.Targets.FirstOrDefault(b => b.Phase == w.Phase)?.Sessions ?? 0));
        await GiveUpAsync(opened, wanted, cancellationToken);
        (course.Targets, course.PreferredTime) = (wanted, asked.PreferredTime ?? course.PreferredTime);
        if (otherPace)
        {
            await orders.AddAsync(course, new NewOrder(OrderKinds.Cadence, asked.Reason, from, asked.MaxPerWeekUntil, new OrderLimits(MaxPerWeek: asked.MaxPerWeek)), "/cadence", cancellationToken);
        }

        var anew = (otherModel || otherCoil) && opened.Delivered > 0 ? opened.Protocol.RedeterminationKind : null;
        if (anew is not null)
        {
            course.DemandThreshold(from);
        }

        await opening.ChangeAsync(
            opened, CourseAction.Amend, asked.Reason, new { before, after = wanted, asked.PreferredTime, asked.MaxPerWeek, asked.SiteId, course.DeviceModelId, asked.ProtocolVersion, course.ProtocolVersionId, from = asked.From },
            cancellationToken);
        await protocols.FollowAsync(opened, cancellationToken);
        var refit = new CourseRefit
        {
            From = from,
            CheckCadence = otherPace || otherVersion,
            ChangedKinds = otherVersion ? CourseProtocols.ChangedKinds(protocolBefore, opened.Protocol) : [],
            PreferredTime = asked.From is null ? null : asked.PreferredTime,
            LeaveAll = leaves,
            FirstKind = anew,
        };
        var (lost, first) = await refitting.RefitAsync(opened, refit, cancellationToken);
        if ((raised || lost > 0) && course.IsBookable && CourseProgress.Of(course.Targets, opened.Visits.ToList()).Owed > 0)
        {
            var question = new MakeUpQuestion { PreferredTime = asked.PreferredTime, StartOnOrAfter = lost > 0 ? from : null, AllowOutsideAuthorization = asked.AllowOutsideAuthorization };
            await makeUps.PlaceAsync(courseId, question, _ => { }, cancellationToken);
        }

        if (faster && course.IsBookable)
        {
            await makeUps.PullForwardAsync(courseId, new MakeUpQuestion { PreferredTime = asked.PreferredTime, StartOnOrAfter = from, AllowOutsideAuthorization = asked.AllowOutsideAuthorization }, cancellationToken);
        }

        return await opening.DiffAsync(opened, cancellationToken) with { MotorThresholdFirst = anew is not null, MotorThresholdVisitId = anew is null ? null : first };
    }

    private static DateOnly From(OpenedCourse opened, CourseAmendment asked)
    {
        if (asked.From < opened.Today)
        {
            throw SchedulingException.Invalid("/from", "must not be in the past");
        }

        return asked.From ?? opened.Today;
    }

    // Checked by themselves, so that a refusal names the target asked for.
    private static List<PhaseTarget> Wanted(OpenedCourse opened, IReadOnlyList<PhaseTarget> before, IReadOnlyList<PhaseTarget> targets)
    {
        CourseSetup.Targets(opened.Protocol, targets);
        var wanted = before.Select(b => targets.LastOrDefault(t => t.Phase == b.Phase) ?? b).Concat(targets.Where(t => before.All(b => b.Phase != t.Phase))).ToList();
        return [.. opened.Protocol.Phases.Select(p => wanted.FirstOrDefault(w => w.Phase == p.Name)).OfType<PhaseTarget>()];
    }

    // R13 by the numbers: whether some week from the date on may hold another number of sessions than before, and whether one may hold more.
    private static (bool Changes, bool Faster) Pace(OpenedCourse opened, CourseAmendment asked, DateOnly from)
    {
        if (asked.MaxPerWeek is not { } most)
        {
            return (false, false);
        }

        if (asked.MaxPerWeekUntil < from)
        {
            throw SchedulingException.Invalid("/cadence/until", "must not be before from");
        }

        if (opened.Protocol.Phases.Max(p => p.WeeklyCap) is not { } fastest)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "No phase of the protocol counts in weeks.") { Errors = [new FieldError("/cadence/maxPerWeek", "does not go with this protocol")] };
        }

        var before = CadenceLimit.Of(opened.Course);
        var added = new CadenceLimit(from, asked.MaxPerWeekUntil, most);
        var changes = CadenceLimit.WeeksOfChange([.. before, added], opened.Clock).Where(added.HoldsInWeek)
            .Select(week => Math.Min(most, fastest) - Math.Min(CadenceLimit.In(before, week) ?? fastest, fastest)).ToList();
        return (changes.Any(c => c != 0), changes.Any(c => c > 0));
    }

    // Sessions of phases or kinds that the version does not have any more; what they stood for is owed in the phases that it has.
    private async Task<bool> GiveUpStrangersAsync(OpenedCourse opened, List<PhaseTarget> wanted, CancellationToken cancellationToken)
    {
        var strangers = opened.ToCome(context.Now).Where(v => v.CountsAsSession && (wanted.All(w => w.Phase != v.Phase) || opened.Protocol.Kind(v.Kind) is null)).ToList();
        if (strangers.Count > 0)
        {
            await CancelAsync(opened, strangers, cancellationToken);
        }

        return strangers.Count > 0;
    }

    private Task CancelAsync(OpenedCourse opened, IReadOnlyList<Appointment> visits, CancellationToken cancellationToken) => booking.ChangeStatesAsync(
        opened.Terms, visits, "cancelled", CourseReasons.Amended, v => Cancellation.Apply(v, false, CourseReasons.Amended, context.Now, options.Value), cancellationToken);

    private async Task GiveUpAsync(OpenedCourse opened, List<PhaseTarget> wanted, CancellationToken cancellationToken)
    {
        var surplus = Surplus(opened, wanted);
        if (surplus.Count > 0)
        {
            await CancelAsync(opened, surplus, cancellationToken);
        }
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
