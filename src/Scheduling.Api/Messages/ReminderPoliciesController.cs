using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Requests;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Messaging;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Messages;

/// <summary>Which messages patients get, and when. Without a policy nothing is sent.</summary>
[Route("v1/reminder-policies")]
[Tags("Messages")]
public sealed class ReminderPoliciesController(ReminderPolicies policies, MessageTexts texts) : ApiController
{
    /// <summary>List policies.</summary>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listReminderPolicies")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<ReminderPolicyResponse>>> List([FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await policies.ListAsync(page, cancellationToken)).Select(ReminderPolicyResponse.Of);

    /// <summary>Read a policy.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000060">The policy.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getReminderPolicy")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<ReminderPolicyResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var terms = await policies.GetAsync(id, cancellationToken);
        return Versioned(ReminderPolicyResponse.Of(terms), terms.Version);
    }

    /// <summary>Make a policy for the clinic or a site.</summary>
    /// <param name="request">The policy.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "createReminderPolicy")]
    [RequireScope(Scopes.Admin)]
    [Refuses("unknown_reference", "site_not_allowed", "wrong_state")]
    [ProducesResponseType<ReminderPolicyResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<ReminderPolicyResponse>> Create(CreateReminderPolicyRequest request, CancellationToken cancellationToken)
    {
        var terms = await policies.CreateAsync(request.SiteId, request.Enabled, (request.Terms ?? new ReminderTerms()).Over(ReminderPolicy.Default), cancellationToken);
        return CreatedVersioned($"/v1/reminder-policies/{terms.Id}", ReminderPolicyResponse.Of(terms), terms.Version);
    }

    /// <summary>Change a policy.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000060">The policy.</param>
    /// <param name="request">What is to be different.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "updateReminderPolicy")]
    [RequireScope(Scopes.Admin)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<ReminderPolicyResponse>> Update(Guid id, UpdateReminderPolicyRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var terms = await policies.ChangeAsync(id, request.Enabled, p => (request.Terms ?? new ReminderTerms()).Over(p), expected.Require, cancellationToken);
        return Versioned(ReminderPolicyResponse.Of(terms), terms.Version);
    }

    /// <summary>See how words read when filled in, how long they are, and why they can't be saved. Writes nothing.</summary>
    /// <param name="request">The words.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("preview", Name = "previewMessageText")]
    [RequireScope(Scopes.ScheduleRead)]
    [Search]
    public async Task<ActionResult<TextPreviewResponse>> Preview(PreviewTextRequest request, CancellationToken cancellationToken) =>
        TextPreviewResponse.Of(await texts.PreviewAsync(request.Kind, request.Channel, request.Subject, request.Body, cancellationToken));
}
