using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Authorizations;

/// <summary>A task to ask the payer about who orders or gives what it has approved for somebody else, where its policy is to warn (R19, R20).</summary>
public sealed class ProviderApprovals(ClinicContext context, TaskBook tasks)
{
    private static readonly string[] Reasons = [UnitReasons.OrderingProviderNotCovered, UnitReasons.RenderingProviderNotCovered];

    /// <summary>Opens it with the next save for visits that have no unit for that, and closes it once there are none; where no authorization names anybody there is nothing to look at.</summary>
    internal async Task FollowAsync(Course course, UnitRows rows, UnitSettlement settlement, CancellationToken cancellationToken)
    {
        if (!settlement.Without.Values.Any(Reasons.Contains))
        {
            if (rows.NamesProviders)
            {
                await CloseAsync(course, settlement, cancellationToken);
            }
        }
        else if (rows.PayerOf(course.Coverage)?.WhenPlanning == PolicyLevel.Warn)
        {
            var clock = FactsReader.ClockOf(rows.Home);
            tasks.OpenWithSave(new TaskToOpen(TaskKind.ProviderApproval, $"{course.Id}", course.SiteId, clock.DayBounds(clock.DateOf(context.Now)).Until, course.PatientId, course.Id, null));
        }
    }

    /// <summary>Closes it once no visit is without a unit for that.</summary>
    internal async Task CloseAsync(Course course, UnitSettlement settlement, CancellationToken cancellationToken)
    {
        if (!settlement.Without.Values.Any(Reasons.Contains))
        {
            await tasks.CloseOfCourseAsync(TaskKind.ProviderApproval, course.Id, "approved", cancellationToken);
        }
    }
}
