using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Csv;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;

namespace Scheduling.Api.Authorizations;

/// <summary>Delivered units for the practice's biller: codes by the code map, the authorization used, and what is missing. Not a billing system.</summary>
[Route("v1/units")]
[Tags("Authorizations")]
public sealed class UnitsController(UnitExports exports, AuditLog audit) : ApiController
{
    private static readonly string[] Columns =
    [
        "appointmentId", "courseId", "patientId", "siteId", "serviceOn", "kind", "inPart", "code", "insteadOf", "reason", "payer", "authorizationNumber", "authorizationId", "lineId",
        "orderingProvider", "renderingProvider", "missing",
    ];

    /// <summary>List delivered visits with code, authorization and what is missing, by start; as CSV where `format=csv`, with the next page's cursor in the header `Next-Cursor`.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only of this site.</param>
    /// <param name="courseId" example="01936f5e-8c00-7000-8000-000000000010">Only of this course.</param>
    /// <param name="from" example="2026-01-01">First local date, inclusive.</param>
    /// <param name="until" example="2027-01-01">Last local date, exclusive.</param>
    /// <param name="format" example="json">`json` or `csv`.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("export", Name = "exportUnits")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    [ProducesResponseType<Page<UnitExportRow>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Export(
        [FromQuery] Guid? siteId, [FromQuery] Guid? courseId, [FromQuery] DateOnly? from, [FromQuery] DateOnly? until, [FromQuery] ExportFormat? format, [FromQuery] PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await exports.ListAsync(siteId, courseId, from, until, page, cancellationToken);
        audit.Read("unit", courseId, "search");
        if (format != ExportFormat.Csv)
        {
            return Ok(rows);
        }

        if (rows.Next is { } next)
        {
            Response.Headers.Append("Next-Cursor", next);
        }

        return Content(CsvText.Of(Columns, rows.Items.Select(CellsOf)), "text/csv; charset=utf-8");
    }

    private static IReadOnlyList<string?> CellsOf(UnitExportRow row) =>
    [
        row.AppointmentId.ToString(), row.CourseId?.ToString(), row.PatientId.ToString(), row.SiteId.ToString(), row.ServiceOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Kind,
        row.InPart ? "true" : "false", row.Code, row.InsteadOf, row.Reason, row.Payer, row.AuthorizationNumber, row.AuthorizationId?.ToString(), row.LineId?.ToString(),
        row.OrderingProvider, row.RenderingProvider, string.Join(' ', row.Missing),
    ];
}
