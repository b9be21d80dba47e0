using Scheduling.Domain.Devices;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Reports;

/// <summary>When a site, its devices, its rooms and its staff were open.</summary>
/// <param name="Clock">The site's clock.</param>
/// <param name="Span">From the first instant of the first date to the end of the last.</param>
/// <param name="Devices">Devices in service for some of it, in order of name.</param>
/// <param name="Rooms">Rooms likewise.</param>
/// <param name="Staff">Staff whose shifts name the site, in order of name.</param>
public sealed record OpenSite(
    SiteClock Clock, TimeRange Span, IReadOnlyList<(Device Device, OpenResource Time)> Devices, IReadOnlyList<OpenResource> Rooms, IReadOnlyList<(StaffMember Member, OpenResource Time)> Staff);

/// <summary>When a resource was open.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Lanes">How many visits at once.</param>
/// <param name="Open">When, joined and sorted.</param>
/// <param name="Closed">What its own closures took of the time it would have been open.</param>
/// <param name="SiteClosed">What closures of the site took before that.</param>
public sealed record OpenResource(Guid Id, string Name, int Lanes, IReadOnlyList<TimeRange> Open, IReadOnlyList<TimeRange> Closed, IReadOnlyList<TimeRange> SiteClosed);
