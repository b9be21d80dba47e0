using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>Makes courses and changes what is agreed about them before and between bookings.</summary>
public sealed class CourseSetup(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, CourseCoverage coverages, AuditLog audit, EventLog events)
{
    /// <summary>Makes a course: draft, waiting for the payer, or ready to book.</summary>
    /// <exception cref="SchedulingException">An unknown reference, a disabled protocol, a target out of its phase's bounds, a missing order, R8.</exception>
    public async Task<Course> CreateAsync(NewCourse request, CancellationToken cancellationToken)
    {
        await RequireAsync(db.Patients.AnyAsync(p => p.Id == request.PatientId, cancellationToken), "/patientId");
        await RequireAsync(db.Sites.AnyAsync(s => s.Id == request.SiteId && s.RetiredAt == null, cancellationToken), "/siteId");
        var protocol = await db.Protocols.SingleOrDefaultAsync(p => p.Id == request.ProtocolId, cancellationToken) ?? throw Unknown("/protocolId");
        if (!protocol.Enabled)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The protocol is not enabled in this clinic.") { Errors = [new("/protocolId", "Not enabled.")] };
        }

        var number = request.ProtocolVersion ?? protocol.LatestVersion;
        var version = await db.PublishedVersions.SingleOrDefaultAsync(v => v.ProtocolId == protocol.Id && v.Number == number, cancellationToken)
            ?? throw Unknown("/protocolVersion");
        if (request.PriorCourseId is { } prior)
        {
            await RequireAsync(db.Courses.AnyAsync(c => c.Id == prior && c.PatientId == request.PatientId, cancellationToken), "/priorCourseId");
        }

        var orders = request.Orders.Select(Recorded).ToList();
        var definition = version.Definition;
        var indication = request.Indication ?? definition.Indication;
        RequireOrders(definition, indication, [.. orders.Select(o => o.Kind)]);

        var course = new Course
        {
            ClinicId = context.ClinicId,
            Id = Guid.CreateVersion7(context.Now),
            PatientId = request.PatientId,
            SiteId = request.SiteId,
            ProtocolId = protocol.Id,
            ProtocolVersionId = version.Id,
            Modality = definition.Modality,
            Indication = indication,
            Targets = Targets(definition, request.Targets),
            Coverage = request.Coverage,
            PreferredTime = request.PreferredTime,
            Priority = request.Priority,
            Orders = orders,
            BesideAnother = orders.Any(o => o.Kind == OrderKinds.SecondCourse),
            PriorCourseId = request.PriorCourseId,
            State = request.Draft ? CourseState.Draft : CourseRules.OpeningState(request.Coverage),
        };
        await RequireOnlyOpenCourseAsync(course, cancellationToken);
        db.Courses.Add(course);
        audit.Write("create", "course", course.Id);
        events.Append("course.created", "course", course.Id, course.SiteId, new { course.PatientId, course.State });
        await db.SaveChangesAsync(cancellationToken);
        return course;
    }

    /// <summary>Changes coverage, targets, preferred time or priority; a draft opens, and a waiting course becomes ready, when its coverage allows it.</summary>
    public async Task<Course> ChangeAsync(Course course, CourseChange change, CancellationToken cancellationToken)
    {
        if (course.State is CourseState.Completed or CourseState.Discontinued)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(course.State)}; only an open course can be changed.");
        }

        if (change.Targets is { } targets)
        {
            var definition = (await db.ProtocolVersions.SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken)).Definition;
            var appointments = await db.Appointments.Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
            if (appointments.Any(a => a.CountsAsSession && (a.IsDelivered || a.State.IsToCome() || a.State == AppointmentState.NeedsNewTime)))
            {
                throw new SchedulingException(ProblemCodes.WrongState, "Sessions are booked or delivered: the target is changed by an amendment, which says who and why.") { Rule = "R13" };
            }

            course.Targets = Targets(definition, targets);
        }

        if (change.Coverage is { } coverage)
        {
            await coverages.ChangeAsync(course, coverage, cancellationToken);
        }

        course.PreferredTime = change.PreferredTime ?? course.PreferredTime;
        course.Priority = change.Priority ?? course.Priority;
        var opensNow = change.Open && course.State is CourseState.Draft or CourseState.AwaitingAuthorization;
        if (opensNow)
        {
            course.State = CourseRules.OpeningState(course.Coverage);
            await RequireOnlyOpenCourseAsync(course, cancellationToken);
        }

        audit.Write("update", "course", course.Id);
        events.Append("course.changed", "course", course.Id, course.SiteId, new { course.State });
        await db.SaveChangesAsync(cancellationToken);
        return course;
    }

    /// <summary>R8, under the lock of the patient's row, so that two clerks cannot both find none.</summary>
    public async Task RequireOnlyOpenCourseAsync(Course course, CancellationToken cancellationToken)
    {
        if (!course.IsOpen || course.BesideAnother)
        {
            return;
        }

        await locks.TakeResourcesAsync([course.PatientId], cancellationToken);
        var other = await db.Courses
            .Where(c => c.PatientId == course.PatientId && c.Modality == course.Modality && c.Id != course.Id && !c.BesideAnother)
            .Where(c => c.State == CourseState.AwaitingAuthorization || c.State == CourseState.Ready || c.State == CourseState.Active || c.State == CourseState.OnHold)
            .Select(c => (Guid?)c.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (other is { } id)
        {
            throw new SchedulingException(ProblemCodes.RuleBroken, "The patient has an open course of this modality; a second needs a prescriber's order of kind second_course.")
            {
                Rule = "R8",
                Extensions = new Dictionary<string, object?> { ["courseId"] = id },
            };
        }
    }

    private PrescriberOrder Recorded(NewOrder order, int index)
    {
        if ((order.By ?? context.Actor) is not { } actor)
        {
            throw new SchedulingException(ProblemCodes.ActorRequired);
        }

        return new PrescriberOrder(Guid.CreateVersion7(context.Now), order.Kind, actor, order.At ?? context.Now, order.Reason, order.From, order.Until, order.Limits);
    }

    /// <summary>Refuses a use that takes an order which is not there (R3).</summary>
    /// <exception cref="SchedulingException">rule_broken.</exception>
    internal static void RequireOrders(ProtocolDefinition definition, string indication, IReadOnlyList<string> kinds)
    {
        if (definition.OrderRequired && !kinds.Contains(OrderKinds.Treatment))
        {
            throw MissingOrder("The protocol may only be given by a prescriber's order of kind treatment.");
        }

        if ((definition.OffLabel || indication != definition.Indication) && !kinds.Contains(OrderKinds.OffLabel))
        {
            throw MissingOrder("The use is off-label and needs a prescriber's order of kind off_label.");
        }
    }

    /// <summary>The sessions of every phase: those asked for, otherwise the protocol's default.</summary>
    /// <exception cref="SchedulingException">An unknown phase, or a number out of its bounds.</exception>
    internal static List<PhaseTarget> Targets(ProtocolDefinition definition, IReadOnlyList<PhaseTarget> asked)
    {
        for (var i = 0; i < asked.Count; i++)
        {
            var phase = definition.Phase(asked[i].Phase) ?? throw SchedulingException.Invalid($"/targets/{i}/phase", "Not a phase of the protocol.");
            if (asked[i].Sessions < phase.MinSessions || asked[i].Sessions > phase.MaxSessions)
            {
                throw SchedulingException.Invalid($"/targets/{i}/sessions", $"From {phase.MinSessions} to {phase.MaxSessions} by the protocol.");
            }
        }

        return [.. definition.Phases.Select(p => asked.LastOrDefault(t => t.Phase == p.Name) ?? new PhaseTarget(p.Name, p.DefaultSessions))];
    }

    private static async Task RequireAsync(Task<bool> exists, string pointer)
    {
        if (!await exists)
        {
            throw Unknown(pointer);
        }
    }

    private static SchedulingException Unknown(string pointer) => new(ProblemCodes.UnknownReference, "An id in the body is unknown: see errors.") { Errors = [new(pointer, "Unknown.")] };

    private static SchedulingException MissingOrder(string detail) => new(ProblemCodes.RuleBroken, detail) { Rule = "R3", Errors = [new("/orders", detail)] };
}
