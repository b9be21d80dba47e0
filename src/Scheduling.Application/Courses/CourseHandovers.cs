using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Courses;

/// <summary>Gives a course another home site from a date on, and the device model it is treated on there (R23).</summary>
public sealed class CourseHandovers(SchedulingDbContext db, ClinicContext context, SiteApprovals approvals)
{
    /// <summary>Refuses a site that is unknown, or not the caller's.</summary>
    /// <exception cref="SchedulingException">unknown_reference, site_not_allowed.</exception>
    public async Task RequireSiteAsync(Guid siteId, CancellationToken cancellationToken)
    {
        if (!await db.Sites.AnyAsync(s => s.Id == siteId && s.RetiredAt == null, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/site/siteId", "is not a site in service")] };
        }

        context.RequireSite(siteId);
    }

    /// <summary>Changes the course, which is saved by the caller.</summary>
    /// <param name="opened">The course.</param>
    /// <param name="siteId">Its home site from <paramref name="from"/> on.</param>
    /// <param name="model">The device model asked for; null for the course's own where the site has it, otherwise the only one that serves.</param>
    /// <param name="from">First local date on it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the model changes.</returns>
    /// <exception cref="SchedulingException">invalid_request, unprocessable, rule_broken (R19, R23).</exception>
    internal async Task<bool> TakeOverAsync(OpenedCourse opened, Guid siteId, Guid? model, DateOnly from, CancellationToken cancellationToken)
    {
        var course = opened.Course;
        var there = await ServingAsync(opened, siteId, cancellationToken);
        if (model is { } wanted && !there.Contains(wanted))
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The site has no device in service of this model that serves the protocol.") { Errors = [new FieldError("/site/deviceModelId", "is not a model that serves there")] };
        }

        if (course.MoveHome(siteId, from, opened.Today))
        {
            await approvals.AskAsync(course, siteId, opened.Clock.DayBounds(opened.Today).Until, cancellationToken);
        }

        if (course.ModelOn(from) is not { } own || opened.Protocol.DeviceCapability is null)
        {
            return false;
        }

        var next = model ?? (there.Contains(own) ? own : there.Count == 1 ? there[0] : null as Guid?);
        if (next is null)
        {
            throw there.Count == 0
                ? new SchedulingException(ProblemCodes.Unprocessable, "The site has no device in service that serves the protocol.") { Errors = [new FieldError("/site/siteId", "has no device for this course")] }
                : SchedulingException.Invalid("/site/deviceModelId", "is required: the site has several models, and not the course's");
        }

        course.KeepModel(from);
        if (next == own)
        {
            return false;
        }

        RequireOrder(opened, from, "/site", "The site has another device model");
        course.ChangeModel(next.Value, from);
        return true;
    }

    /// <summary>Refuses another device model or coil in mid-course without an order for it (R23). Before the first treatment there is no motor threshold that the change would spoil.</summary>
    /// <param name="opened">The course.</param>
    /// <param name="from">First local date on it.</param>
    /// <param name="field">The field that asks for it.</param>
    /// <param name="what">What is another, as a sentence begins.</param>
    /// <exception cref="SchedulingException">rule_broken (R23).</exception>
    internal static void RequireOrder(OpenedCourse opened, DateOnly from, string field, string what)
    {
        if (opened.Delivered > 0 && !opened.Course.Orders.Any(o => o.Kind == OrderKinds.DeviceChange && !(o.From > from) && !(o.Until < from)))
        {
            throw new SchedulingException(ProblemCodes.RuleBroken, $"{what}: that needs a prescriber's order of kind {OrderKinds.DeviceChange} that holds on the date.")
            {
                Rule = "R23",
                Errors = [new FieldError(field, $"needs an order of kind {OrderKinds.DeviceChange}")],
            };
        }
    }

    private async Task<IReadOnlyList<Guid>> ServingAsync(OpenedCourse opened, Guid siteId, CancellationToken cancellationToken)
    {
        var models = await db.Devices.AsNoTracking().Where(d => d.SiteId == siteId && d.RetiredAt == null).Select(d => d.ModelId).Distinct().ToListAsync(cancellationToken);
        var serving = await db.DeviceModels.AsNoTracking().Where(m => models.Contains(m.Id)).ToListAsync(cancellationToken);
        return [.. serving.Where(m => opened.Protocol.DeviceCapability is { } capability && m.Capabilities.Contains(capability)).Select(m => m.Id).Order()];
    }
}
