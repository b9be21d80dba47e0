using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Pages;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Calendars;

namespace Scheduling.Api.Calendars;

/// <summary>The calendar of a course, to be handed to the patient.</summary>
[Tags("Calendars")]
public sealed class CourseCalendarController(CourseCalendars calendars) : Controller
{
    /// <summary>The visits of a course as a calendar file or, by `Accept: text/html`, as a page to print. Nothing in it says what the visits are for.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000010">The course.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("v1/courses/{id}/calendar", Name = "getCourseCalendar")]
    [RequireScope(Scopes.ScheduleRead)]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/calendar", "text/html")]
    public async Task<IActionResult> Get(Guid id, CancellationToken cancellationToken)
    {
        var html = Request.GetTypedHeaders().Accept is { Count: > 0 } wanted
            && wanted.OrderByDescending(a => a.Quality ?? 1).Select(a => a.MediaType.Value).FirstOrDefault(m => m is "text/html" or "text/calendar" or "*/*" or "text/*") == "text/html";
        if (!html)
        {
            return Content(await calendars.FileAsync(id, cancellationToken), new MediaTypeHeaderValue("text/calendar") { Charset = "utf-8" }.ToString());
        }

        var (patient, visits, sites) = await calendars.ReadAsync(id, cancellationToken);
        return View("~/Pages/CourseCalendar.cshtml", new CourseCalendarView(PageWords.For(patient.Language), visits, sites));
    }
}
