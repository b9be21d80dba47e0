using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Reports;

namespace Scheduling.Api.Reports;

/// <summary>Figures over a period, as JSON or, by `Accept: text/csv`, as CSV. No row names a patient.</summary>
[Route("v1/reports")]
[Tags("Reports")]
[RequireScope(Scopes.ScheduleRead)]
[Produces("application/json", "text/csv")]
public sealed class ReportsController(UtilizationReport utilization, AdherenceReport adherence, AuthorizationReport authorizations, CapacityReport capacity, OutcomesReport outcomes, ReminderReport reminders) : ApiController
{
    /// <summary>Report booked and delivered of open minutes, by device, technician and hour of day.</summary>
    /// <param name="from" example="2027-02-01">First local date.</param>
    /// <param name="until" example="2027-02-28">Last local date, inclusive; at most 365 days after the first.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only this site.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("utilization", Name = "reportUtilization")]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<Report<UtilizationRow>>> Utilization(
        [FromQuery, BindRequired] DateOnly from, [FromQuery, BindRequired] DateOnly until, [FromQuery] Guid? siteId, CancellationToken cancellationToken) =>
        await utilization.ReadAsync(new ReportQuestion(siteId, from, until).Checked(), cancellationToken);

    /// <summary>Report what became of sessions, by session number: attended, late, missed, made up, gaps, drop-outs.</summary>
    /// <param name="from" example="2027-02-01">First local date.</param>
    /// <param name="until" example="2027-02-28">Last local date, inclusive; at most 365 days after the first.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only this site.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("adherence", Name = "reportAdherence")]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<Report<AdherenceRow>>> Adherence(
        [FromQuery, BindRequired] DateOnly from, [FromQuery, BindRequired] DateOnly until, [FromQuery] Guid? siteId, CancellationToken cancellationToken) =>
        await adherence.ReadAsync(new ReportQuestion(siteId, from, until).Checked(), cancellationToken);

    /// <summary>Report the burn-down of authorizations, line by line, whose windows share a day with the period.</summary>
    /// <param name="from" example="2027-02-01">First local date.</param>
    /// <param name="until" example="2027-02-28">Last local date, inclusive; at most 365 days after the first.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only courses at home at this site.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("authorizations", Name = "reportAuthorizations")]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<Report<AuthorizationReportRow>>> Authorizations(
        [FromQuery, BindRequired] DateOnly from, [FromQuery, BindRequired] DateOnly until, [FromQuery] Guid? siteId, CancellationToken cancellationToken) =>
        await authorizations.ReadAsync(new ReportQuestion(siteId, from, until).Checked(), cancellationToken);

    /// <summary>Report how many courses of a protocol could begin a week for good, what runs out first, and the time lost by cause.</summary>
    /// <param name="protocolId" example="01936f5e-8c00-7000-8000-000000000003">The protocol: its newest version, at its default number of sessions.</param>
    /// <param name="from" example="2027-02-01">First local date.</param>
    /// <param name="until" example="2027-02-28">Last local date, inclusive; at most 365 days after the first.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only this site.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("capacity", Name = "reportCapacity")]
    [Refuses("unknown_reference", "site_not_allowed")]
    public async Task<ActionResult<Report<CapacityRow>>> Capacity(
        [FromQuery, BindRequired] Guid protocolId, [FromQuery, BindRequired] DateOnly from, [FromQuery, BindRequired] DateOnly until, [FromQuery] Guid? siteId, CancellationToken cancellationToken) =>
        await capacity.ReadAsync(new ReportQuestion(siteId, from, until).Checked(), protocolId, cancellationToken);

    /// <summary>Report what became of messages, by kind and channel, and of visits, by how their patients were reminded of them.</summary>
    /// <param name="from" example="2027-02-01">First local date.</param>
    /// <param name="until" example="2027-02-28">Last local date, inclusive; at most 365 days after the first.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only this site.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("reminders", Name = "reportReminders")]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<Report<ReminderRow>>> Reminders(
        [FromQuery, BindRequired] DateOnly from, [FromQuery, BindRequired] DateOnly until, [FromQuery] Guid? siteId, CancellationToken cancellationToken) =>
        await reminders.ReadAsync(new ReportQuestion(siteId, from, until).Checked(), cancellationToken);

    /// <summary>Report how courses that ended in the period came out, by protocol and instrument: counts and means.</summary>
    /// <param name="from" example="2027-02-01">First local date.</param>
    /// <param name="until" example="2027-02-28">Last local date, inclusive; at most 365 days after the first.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only courses at home at this site.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("outcomes", Name = "reportOutcomes")]
    [Refuses("site_not_allowed")]
    [RequireScope(Scopes.ClinicalRead)]
    public async Task<ActionResult<Report<OutcomesRow>>> Outcomes(
        [FromQuery, BindRequired] DateOnly from, [FromQuery, BindRequired] DateOnly until, [FromQuery] Guid? siteId, CancellationToken cancellationToken) =>
        await outcomes.ReadAsync(new ReportQuestion(siteId, from, until).Checked(), cancellationToken);
}
