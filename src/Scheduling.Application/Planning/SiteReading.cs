using Scheduling.Domain.Planning;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Planning;

/// <summary>A site and what planning has to know of it.</summary>
/// <param name="Site">The site, as much of it as was read: name, clock, hours, whether it is in service.</param>
/// <param name="Facts">The facts.</param>
internal sealed record SiteReading(Site Site, ClinicFacts Facts);
