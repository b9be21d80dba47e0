using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Messaging;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Messages;

/// <summary>What a patient allowed, and how they want to be told.</summary>
[Route("v1/patients/{id}")]
[Tags("Messages")]
public sealed class PatientMessagingController(MessageConsents consents, ClinicContext clinic) : ApiController
{
    /// <summary>List what a patient allowed and took back.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("message-consents", Name = "listMessageConsents")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<MessageConsentsResponse>> Consents(Guid id, CancellationToken cancellationToken) =>
        new MessageConsentsResponse { Items = [.. (await consents.ListAsync(id, cancellationToken)).Select(MessageConsentResponse.Of)] };

    /// <summary>Enter that a patient allows messages, or takes it back. Lines are only ever added.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="request">What they said.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("message-consents", Name = "addMessageConsent")]
    [RequireScope(Scopes.ScheduleWrite)]
    [ProducesResponseType<MessageConsentResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<MessageConsentResponse>> Add(Guid id, AddMessageConsentRequest request, CancellationToken cancellationToken)
    {
        var entry = new ConsentEntry(request.Channel, request.Address, request.Granted, request.At ?? clinic.Now, request.Source, request.Wording, request.CoversMore);
        return Created($"/v1/patients/{id}/message-consents", MessageConsentResponse.Of(await consents.AddAsync(id, entry, cancellationToken)));
    }

    /// <summary>Read how a patient wants to be told.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("messaging", Name = "getPatientMessaging")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<PatientMessagingResponse>> Get(Guid id, CancellationToken cancellationToken) => Describe(await consents.WishesAsync(id, cancellationToken));

    /// <summary>Change how a patient wants to be told, or stop and resume messages to them.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient.</param>
    /// <param name="request">What is to be different.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("messaging", Name = "updatePatientMessaging")]
    [RequireScope(Scopes.ScheduleWrite)]
    public async Task<ActionResult<PatientMessagingResponse>> Update(Guid id, UpdatePatientMessagingRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        Describe(await consents.ChangeAsync(id, request.DayBeforeAlways, request.PausedFor, request.Resume, expected.Require, cancellationToken));

    private ActionResult<PatientMessagingResponse> Describe(PatientMessaging messaging) => Versioned(PatientMessagingResponse.Of(messaging), messaging.Version);
}
