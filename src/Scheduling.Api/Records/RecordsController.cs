using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Records;

namespace Scheduling.Api.Records;

/// <summary>The record of a visit's treatment: written, signed, then only amended.</summary>
[Route("v1/appointments/{id}/record")]
[Tags("Clinical record")]
public sealed class RecordsController(TreatmentRecords records) : ApiController
{
    /// <summary>Read the record of a visit.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "getRecord")]
    [RequireScope(Scopes.ClinicalRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<RecordResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var record = await records.GetAsync(id, cancellationToken);
        return Versioned(RecordResponse.Of(record), record.Version);
    }

    /// <summary>Write the record, once treatment has begun. What its checklist says happened is entered as an adverse event at once (R16).</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">The record.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "writeRecord")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    [Refuses("wrong_state", "already_exists", "unknown_reference", "site_not_allowed")]
    [ProducesResponseType<RecordResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<RecordResponse>> Write(Guid id, RecordBody request, CancellationToken cancellationToken)
    {
        var record = await records.WriteAsync(id, request.ToDomain(), cancellationToken);
        return CreatedVersioned($"/v1/appointments/{id}/record", RecordResponse.Of(record), record.Version);
    }

    /// <summary>Write an unsigned record anew.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">The whole record.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPut(Name = "replaceRecord")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    [Refuses("wrong_state", "unknown_reference", "site_not_allowed")]
    public async Task<ActionResult<RecordResponse>> Replace(Guid id, RecordBody request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var record = await records.ReplaceAsync(id, request.ToDomain(), expected.Require, cancellationToken);
        return Versioned(RecordResponse.Of(record), record.Version);
    }

    /// <summary>Sign the record of a treatment that is entered as delivered. From then on it is only amended.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">Nothing.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("sign", Name = "signRecord")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    [Refuses("wrong_state", "site_not_allowed")]
    public async Task<ActionResult<RecordResponse>> Sign(Guid id, SignRecordRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        _ = request;
        var record = await records.SignAsync(id, expected.Require, cancellationToken);
        return Versioned(RecordResponse.Of(record), record.Version);
    }

    /// <summary>Amend a signed record, with the reason; what stood there before is kept.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">Why, and the whole record.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("amend", Name = "amendRecord")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    [Refuses("wrong_state", "unknown_reference", "site_not_allowed")]
    public async Task<ActionResult<RecordResponse>> Amend(Guid id, AmendRecordRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var record = await records.AmendAsync(id, request.Record.ToDomain(), request.Reason, expected.Require, cancellationToken);
        return Versioned(RecordResponse.Of(record), record.Version);
    }
}
