using Microsoft.Extensions.Options;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Courses;

/// <summary>Records prescribers' orders on a course. An order moves nothing by itself: it allows what rules would refuse on its dates.</summary>
public sealed class CourseOrders(SchedulingDbContext db, ClinicContext context, AuditLog audit, EventLog events, IOptions<AppointmentOptions> options)
{
    private const int SessionsOfACatchUpDay = 2;

    /// <summary>Records an order. The course is locked by the caller.</summary>
    /// <param name="course">The course, tracked.</param>
    /// <param name="order">The order.</param>
    /// <param name="pointer">Where it stands in the request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">actor_required, actor_not_allowed, invalid_request, wrong_state.</exception>
    public async Task<PrescriberOrder> AddAsync(Course course, NewOrder order, string pointer, CancellationToken cancellationToken)
    {
        var actor = await db.RequirePrescriberAsync(context, cancellationToken);
        if (!OrderKinds.All.Contains(order.Kind))
        {
            throw SchedulingException.Invalid(pointer + "/kind", "must be one of " + string.Join(", ", OrderKinds.All));
        }

        if (order.Until < order.From)
        {
            throw SchedulingException.Invalid(pointer + "/until", "must not be before from");
        }

        if (order.Limits is not null && order.Kind is not (OrderKinds.CatchUp or OrderKinds.Cadence))
        {
            throw SchedulingException.Invalid(pointer + "/limits", "only goes with catch_up and cadence");
        }

        if (order is { Kind: OrderKinds.Cadence, Limits.MaxPerWeek: { } most } && most < options.Value.LowestCadencePerWeek)
        {
            throw new SchedulingException(ProblemCodes.RuleBroken, $"A course may be slowed down to {options.Value.LowestCadencePerWeek} sessions a week, not below.")
            {
                Rule = "R13",
                Errors = [new FieldError(pointer + "/maxPerWeek", "is below the lowest cadence of the clinic")],
            };
        }

        if (course.State is CourseState.Completed or CourseState.Discontinued)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(course.State)}; orders are for open courses.");
        }

        var recorded = new PrescriberOrder(Guid.CreateVersion7(context.Now), order.Kind, actor, context.Now, order.Reason, order.From, order.Until, Limits(order));
        course.Orders = [.. course.Orders, recorded];
        course.BesideAnother |= order.Kind == OrderKinds.SecondCourse;
        audit.Write("order", "course", course.Id, order.Kind);
        events.Append("course.ordered", "course", course.Id, course.SiteId, new { orderId = recorded.Id, recorded.Kind });
        await db.SaveChangesAsync(cancellationToken);
        return recorded;
    }

    // What is left out is written down with the order, so that a later change of the setting doesn't change what was ordered.
    private OrderLimits? Limits(NewOrder order) => order.Kind != OrderKinds.CatchUp
        ? order.Limits
        : new OrderLimits(order.Limits?.MaxPerDay ?? SessionsOfACatchUpDay, order.Limits?.MaxPerWeek, order.Limits?.MinGapMinutes ?? options.Value.CatchUpGapMinutes);
}
