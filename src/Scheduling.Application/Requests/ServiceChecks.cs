using Scheduling.Domain;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Requests;

/// <summary>Refusals that many set-up commands share.</summary>
internal static class ServiceChecks
{
    /// <summary>What was taken out of service is kept as it was.</summary>
    /// <exception cref="SchedulingException">wrong_state.</exception>
    public static void RequireInService(this VersionedEntity _, DateTimeOffset? retiredAt)
    {
        if (retiredAt is not null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "It is out of service; make a new one.");
        }
    }
}
