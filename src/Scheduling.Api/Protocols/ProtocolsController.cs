using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Protocols;
using Scheduling.Domain.Protocols;

namespace Scheduling.Api.Protocols;

/// <summary>The clinic's protocols, made from shipped templates or of its own; versions never change.</summary>
[Route("v1/protocols")]
[Tags("Protocols")]
public sealed class ProtocolsController(ProtocolCatalogue catalogue) : ApiController
{
    /// <summary>List protocols, by code.</summary>
    /// <param name="enabled" example="true">Only those on which courses may, or may not, be made.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listProtocols")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<ProtocolResponse>>> List([FromQuery] bool? enabled, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await catalogue.ListAsync(enabled, page, cancellationToken)).Select(ProtocolResponse.Of);

    /// <summary>List the shipped templates with their definitions, by code.</summary>
    [HttpGet("templates", Name = "listProtocolTemplates")]
    [RequireScope(Scopes.ScheduleRead)]
    public ActionResult<TemplateList> Templates() => new TemplateList(ProtocolTemplates.All);

    /// <summary>Read one protocol.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The protocol's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getProtocol")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<ProtocolResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await catalogue.GetAsync(id, cancellationToken);
        return Versioned(ProtocolResponse.Of(found), found.Version);
    }

    /// <summary>Make a protocol from a shipped template, as a copy of an own one, or from a whole definition.</summary>
    [HttpPost(Name = "createProtocol")]
    [RequireScope(Scopes.Admin)]
    [Refuses("already_exists", "unknown_reference", "site_not_allowed")]
    [ProducesResponseType<ProtocolResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<ProtocolResponse>> Create(CreateProtocolRequest request, CancellationToken cancellationToken)
    {
        var created = await catalogue.CreateAsync(request, cancellationToken);
        return CreatedVersioned($"/v1/protocols/{created.Id}", ProtocolResponse.Of(created), created.Version);
    }

    /// <summary>Rename, enable or disable a protocol. What it asks for changes by a new version.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The protocol's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeProtocol")]
    [RequireScope(Scopes.Admin)]
    [Refuses("site_not_allowed", "conflict")]
    public async Task<ActionResult<ProtocolResponse>> Change(Guid id, ExpectedVersion expected, ChangeProtocolRequest request, CancellationToken cancellationToken)
    {
        var changed = await catalogue.ChangeAsync(id, expected.Require, request, cancellationToken);
        return Versioned(ProtocolResponse.Of(changed), changed.Version);
    }

    /// <summary>List a protocol's versions, newest first.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The protocol's id.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/versions", Name = "listProtocolVersions")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<ProtocolVersionResponse>>> Versions(Guid id, [FromQuery] PageRequest page, CancellationToken cancellationToken) =>
        (await catalogue.ListVersionsAsync(id, page, cancellationToken)).Select(ProtocolVersionResponse.Of);

    /// <summary>Read one version; it never changes.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The protocol's id.</param>
    /// <param name="number" example="1">The version's number, from 1.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/versions/{number}", Name = "getProtocolVersion")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<ProtocolVersionResponse>> Version(Guid id, [Range(1, 1_000_000)] int number, CancellationToken cancellationToken) =>
        ProtocolVersionResponse.Of(await catalogue.GetVersionAsync(id, number, cancellationToken));

    /// <summary>Add a version. New courses are made on it; running ones keep theirs.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The protocol's id.</param>
    /// <param name="definition">The whole definition; its code is the protocol's.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/versions", Name = "createProtocolVersion")]
    [RequireScope(Scopes.Admin)]
    [Refuses("site_not_allowed", "conflict")]
    [ProducesResponseType<ProtocolVersionResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<ProtocolVersionResponse>> AddVersion(Guid id, ProtocolDefinition definition, CancellationToken cancellationToken)
    {
        var added = await catalogue.AddVersionAsync(id, definition, cancellationToken);
        return Created($"/v1/protocols/{id}/versions/{added.Number}", ProtocolVersionResponse.Of(added));
    }
}
