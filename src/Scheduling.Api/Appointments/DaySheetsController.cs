using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Appointments;

/// <summary>The day sheet of a site.</summary>
[Route("v1/sites/{id}/day")]
[Tags("Appointments")]
[RequireScope(Scopes.ScheduleRead)]
public sealed class DaySheetsController(SchedulingDbContext db, ClinicContext clinic, DaySheets sheets) : ApiController
{
    /// <summary>Read a site's day: who comes when, where, with whom, and what is missing.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000002">The site.</param>
    /// <param name="date" example="2027-02-22">The local date.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{date}", Name = "getDaySheet")]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<DaySheet>> Get(Guid id, DateOnly date, CancellationToken cancellationToken)
    {
        var site = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        clinic.RequireSite(site.Id);
        return await sheets.ReadAsync(site, date, cancellationToken);
    }
}
