using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Intakes;
using Scheduling.Application.Reports;
using Scheduling.Domain.Intakes;

namespace Scheduling.Api.Intakes;

/// <summary>Figures of the way from referral to course, as JSON or, by `Accept: text/csv`, as CSV. No row names a patient.</summary>
[Route("v1/reports/intake")]
[Tags("Reports")]
[Produces("application/json", "text/csv")]
public sealed class IntakeReportsController(IntakeReport report) : ApiController
{
    /// <summary>Report the conversion of referrals and the days of each step (docs/intake.md says what each figure counts).</summary>
    /// <param name="from" example="2027-02-01">First local date on which the referral came.</param>
    /// <param name="until" example="2027-02-28">Last one, inclusive; at most 365 days after the first.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only this site.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "reportIntake")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<Report<IntakeFlowRow>>> Read(
        [FromQuery, BindRequired] DateOnly from, [FromQuery, BindRequired] DateOnly until, [FromQuery] Guid? siteId, CancellationToken cancellationToken) =>
        await report.ReadAsync(new ReportQuestion(siteId, from, until).Checked(), cancellationToken);
}
