using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Intakes;

/// <summary>The prescriber's order of an intake, and the course that is opened by it.</summary>
public sealed class IntakeCourses(SchedulingDbContext db, ClinicContext context, IntakeBook book, SingleVisitBooking protocols, CourseSetup courses)
{
    /// <summary>Enters the order; a later one takes its place until the course is opened.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required, actor_not_allowed, invalid_request, unknown_reference, rule_broken (R3).</exception>
    public async Task<Intake> OrderAsync(Guid id, NewIntakeOrder wanted, Action<int> expect, CancellationToken cancellationToken)
    {
        var intake = await book.LockAsync(id, expect, cancellationToken);
        var by = await db.RequirePrescriberAsync(context, cancellationToken);
        IntakeBook.Require(intake, IntakeAction.Order);
        var version = await protocols.LatestAsync(wanted.ProtocolId, "/protocolId", cancellationToken);
        if (wanted.ProtocolVersion is { } number && number != version.Number)
        {
            version = await db.PublishedVersions.SingleOrDefaultAsync(v => v.ProtocolId == wanted.ProtocolId && v.Number == number, cancellationToken)
                ?? throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/protocolVersion", "is not a version of the protocol")] };
        }

        var checks = new FieldChecks();
        checks.Text(wanted.Reason, "/reason");
        if (wanted.PriorCourseId is { } prior)
        {
            checks.Reference(await db.Courses.AnyAsync(c => c.Id == prior && c.PatientId == intake.PatientId, cancellationToken), "/priorCourseId");
        }

        checks.ThrowIfAny();
        var definition = version.Definition;
        var order = new IntakeOrder(
            wanted.ProtocolId,
            version.Id,
            version.Number,
            CourseSetup.Targets(definition, wanted.Targets),
            wanted.Indication ?? definition.Indication,
            wanted.OffLabel,
            wanted.SecondCourse,
            wanted.PriorCourseId,
            wanted.Reason,
            by,
            context.Now);
        CourseSetup.RequireOrders(definition, order.Indication, order.Kinds());
        intake.Order = order;
        book.Step(intake, IntakeAction.Order);
        await db.SaveChangesAsync(cancellationToken);
        return intake;
    }

    /// <summary>Opens the course as ordered. Of two who try at once, one does.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable, rule_broken (R8).</exception>
    public async Task<Intake> OpenAsync(Guid id, CourseToOpen wanted, Action<int> expect, CancellationToken cancellationToken)
    {
        var intake = await book.LockAsync(id, expect, cancellationToken);
        IntakeBook.Require(intake, IntakeAction.OpenCourse);
        var order = intake.Order!;
        var course = await courses.CreateAsync(
            new NewCourse
            {
                PatientId = intake.PatientId,
                SiteId = intake.SiteId,
                ProtocolId = order.ProtocolId,
                ProtocolVersion = order.ProtocolVersion,
                Targets = order.Targets,
                Indication = order.Indication,
                Coverage = wanted.Coverage ?? (intake.Coverage is { } coverage ? new Coverage(coverage.Kind, []) { PayerId = coverage.PayerId } : null),
                PreferredTime = wanted.PreferredTime,
                Priority = wanted.Priority,
                Draft = wanted.Draft,
                Orders = [.. order.Kinds().Select(kind => new NewOrder(kind, order.Reason) { By = order.By, At = order.At })],
                PriorCourseId = order.PriorCourseId,
            },
            cancellationToken);
        intake.CourseId = course.Id;
        book.Step(intake, IntakeAction.OpenCourse);
        await db.SaveChangesAsync(cancellationToken);
        return intake;
    }
}
