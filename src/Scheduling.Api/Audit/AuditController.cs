using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;

namespace Scheduling.Api.Audit;

/// <summary>Who read and wrote patient data.</summary>
[Route("v1/audit")]
[Tags("Audit")]
[RequireScope(Scopes.Admin)]
public sealed class AuditController(SchedulingDbContext db, ClinicContext clinic) : ApiController
{
    /// <summary>List the audit trail, newest first.</summary>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="objectId" example="01936f5e-8c00-7000-8000-000000000001">Only what concerns this object.</param>
    /// <param name="from" example="2026-03-09T00:00:00Z">From this instant, inclusive.</param>
    /// <param name="until" example="2026-03-10T00:00:00Z">Until this instant, exclusive.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listAudit")]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<Page<AuditResponse>>> List([FromQuery] PageRequest page, Guid? objectId, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        // Rows don't say which site they belong to.
        clinic.RequireAllSites();
        var rows = db.AuditEntries.AsNoTracking();
        rows = objectId is { } id ? rows.Where(a => a.ObjectId == id) : rows;
        rows = from is { } first ? rows.Where(a => a.At >= first) : rows;
        rows = until is { } end ? rows.Where(a => a.At < end) : rows;
        var entries = await rows.ToPageAsync(a => a.At, a => a.Id, page, cancellationToken, descending: true);
        return entries.Select(Describe);
    }

    private static AuditResponse Describe(AuditEntry a) => new()
    {
        Id = a.Id,
        At = a.At,
        ApiKeyId = a.ApiKeyId,
        Actor = a.Actor,
        Action = a.Action,
        ObjectKind = a.ObjectKind,
        ObjectId = a.ObjectId,
        Outcome = a.Outcome,
        Detail = a.Detail,
    };
}

/// <summary>One read or write of patient data.</summary>
public sealed record AuditResponse
{
    /// <summary>Unique in the clinic.</summary>
    /// <example>42</example>
    public required long Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>By which key; null for the program's own work.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid? ApiKeyId { get; init; }

    /// <summary>By whom, as named in Scheduling-Actor.</summary>
    /// <example>front-desk-1</example>
    public required string? Actor { get; init; }

    /// <summary>`read`, `search`, `create`, `update`, `delete`, or a verb such as `book`.</summary>
    /// <example>read</example>
    public required string Action { get; init; }

    /// <summary>Kind of object.</summary>
    /// <example>patient</example>
    public required string ObjectKind { get; init; }

    /// <summary>The object; null for a search.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public required Guid? ObjectId { get; init; }

    /// <summary>`done` or `refused`.</summary>
    /// <example>done</example>
    public required string Outcome { get; init; }

    /// <summary>Words that help, such as waived rules; never personal data.</summary>
    public required string? Detail { get; init; }
}
