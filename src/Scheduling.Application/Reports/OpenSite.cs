using Scheduling.Domain.Time;

namespace Scheduling.Application.Reports;

/// <summary>When a site, its devices and its technicians were open.</summary>
/// <param name="Clock">The site's clock.</param>
/// <param name="Span">From the first instant of the first date to the end of the last.</param>
/// <param name="Devices">Devices in service for some of it, in order of name.</param>
/// <param name="Technicians">Technicians whose shifts name the site, in order of name.</param>
public sealed record OpenSite(SiteClock Clock, TimeRange Span, IReadOnlyList<OpenResource> Devices, IReadOnlyList<OpenResource> Technicians);

/// <summary>When a resource was open.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Lanes">How many visits at once.</param>
/// <param name="Open">When, joined and sorted.</param>
/// <param name="Closed">What its own closures took of the time it would have been open.</param>
public sealed record OpenResource(Guid Id, string Name, int Lanes, IReadOnlyList<TimeRange> Open, IReadOnlyList<TimeRange> Closed);
