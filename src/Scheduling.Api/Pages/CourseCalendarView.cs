using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Pages;

/// <summary>A course's visits, to print. No name stands on it.</summary>
/// <param name="Words">In which words.</param>
/// <param name="Visits">By start.</param>
/// <param name="Sites">Sites by id.</param>
public sealed record CourseCalendarView(PageWords Words, IReadOnlyList<Appointment> Visits, IReadOnlyDictionary<Guid, Site> Sites)
{
    /// <summary>The clock of a visit's site.</summary>
    public SiteClock ClockOf(Appointment visit) => FactsReader.ClockOf(Sites[visit.SiteId]);
}
