using Scheduling.Application.PatientPages;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Pages;

/// <summary>What a page shows.</summary>
/// <param name="Page">What is behind the link.</param>
/// <param name="Words">In which words.</param>
/// <param name="Token">The link's token, for the addresses of its forms.</param>
/// <param name="Said">What came of the last button; null for nothing.</param>
/// <param name="Visit">The visit that another time is asked for.</param>
/// <param name="Starts">Times that are free for it.</param>
public sealed record PageView(PatientPage Page, PageWords Words, string Token, string? Said = null, Appointment? Visit = null, IReadOnlyList<DateTimeOffset>? Starts = null)
{
    /// <summary>The address of a part of the page, in its language.</summary>
    public string To(string path = "") => $"/p/{Token}{path}?lang={Words.Language}";

    /// <summary>The clock of a visit's site.</summary>
    public SiteClock ClockOf(Guid siteId) => FactsReader.ClockOf(Page.File!.Sites[siteId]);

    /// <summary>Whom to call; null where the site has no number.</summary>
    public string? Phone => Page.File is { } file ? file.Sites[Page.Visits is [var first, ..] ? first.SiteId : file.HomeSiteId].Phone : null;
}
