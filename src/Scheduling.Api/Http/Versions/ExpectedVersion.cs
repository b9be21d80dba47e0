using Microsoft.AspNetCore.Mvc;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Versions;

/// <summary>
/// The version that the caller has read, from <c>If-Match</c>. An action that has such a parameter requires the header (428 without);
/// <c>*</c> is refused, since it would say "whatever it is now".
/// </summary>
[ModelBinder(typeof(ExpectedVersionBinder))]
public sealed class ExpectedVersion
{
    private readonly IReadOnlySet<int> versions;

    internal ExpectedVersion(IReadOnlySet<int> versions) => this.versions = versions;

    /// <summary>Refuses unless <paramref name="current"/> is what the caller read. Call it after loading, before anything else is looked at.</summary>
    /// <exception cref="SchedulingException">stale_version.</exception>
    public void Require(int current)
    {
        if (!versions.Contains(current))
        {
            throw new SchedulingException(ProblemCodes.StaleVersion);
        }
    }
}
