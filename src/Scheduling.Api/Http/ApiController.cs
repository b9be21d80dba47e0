using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http.Versions;

namespace Scheduling.Api.Http;

/// <summary>
/// What every controller is made from.
/// <para>
/// How to write one: one class per resource, in a folder by noun (<c>Sites/SitesController.cs</c>, contracts beside it), <c>[Route("v1/sites")]</c>,
/// <c>[Tags("Sites")]</c>, primary constructor with the Application services it calls.
/// Every action has a method attribute with a <c>Name</c> (the operationId), a <c>&lt;summary&gt;</c>, a <c>&lt;param&gt;</c> with <c>example</c> for each
/// parameter, <c>[RequireScope(Scopes.X)]</c> (or on the class) and, where a person must be named, <c>[RequireActor]</c>.
/// It returns <c>ActionResult&lt;T&gt;</c>; it refuses by throwing <see cref="Scheduling.Domain.Problems.SchedulingException"/> and lists its own refusals
/// with <c>[Refuses("place_taken", "rule_broken")]</c> (the common ones are added for you).
/// </para>
/// <para>
/// The request runs in one transaction that is already open: inject <c>SchedulingDbContext</c> and <c>ClinicContext</c>, call <c>SaveChangesAsync</c>, never begin or
/// commit. 2xx commits, everything else rolls back. It may be run again from the start with a fresh scope after a deadlock, so keep no state outside the scope
/// and do nothing outside the database.
/// A POST needs an Idempotency-Key unless marked <c>[Search]</c> or its body says <c>dryRun: true</c>. An answer with a secret is marked <c>[NotStored]</c>.
/// </para>
/// <para>
/// PUT, PATCH, DELETE and actions on something versioned take an <see cref="ExpectedVersion"/> parameter (If-Match) and call <c>expected.Require(row.Version)</c> after loading;
/// they answer with <see cref="Versioned{T}"/>, creations with <see cref="CreatedVersioned{T}"/> and <c>[ProducesResponseType&lt;T&gt;(201)]</c>. Lists take <c>[FromQuery] PageRequest page</c> and answer <c>Page&lt;T&gt;</c>, made by
/// <c>Keyset</c>; rows of versioned things carry <c>string Etag</c> from <see cref="ETags.Of"/>.
/// Contracts are sealed records with <c>required ... { get; init; }</c> members, bounds as DataAnnotations and an <c>example</c> in each doc comment; ids in routes are <c>{id}</c> with a <c>Guid</c> parameter.
/// A start is a <see cref="Scheduling.Domain.Time.StartTime"/> (<c>start.Resolve(clock, "/start")</c>), a zone a string with <c>[IanaTimeZone]</c>.
/// A PATCH contract has nullable members; null means "leave".
/// A search by POST has a body with a member <c>page</c> (<see cref="Scheduling.Application.Lists.PageRequest"/>) and implements <see cref="Lists.IPagedSearch"/>.
/// Rows limited to a site: <c>clinic.RequireSite(siteId)</c> after loading. <c>Api/ApiKeys</c> is the example to copy.
/// </para>
/// </summary>
[ApiController]
[Produces("application/json")]
public abstract class ApiController : ControllerBase
{
    /// <summary>200 with the ETag of <paramref name="version"/>.</summary>
    protected ActionResult<T> Versioned<T>(T body, int version)
    {
        Response.Headers.ETag = ETags.Of(version);
        return Ok(body);
    }

    /// <summary>201 with Location and the ETag of <paramref name="version"/>.</summary>
    /// <param name="location">A path, <c>/v1/sites/...</c>.</param>
    /// <param name="body">The new thing.</param>
    /// <param name="version">Its version.</param>
    protected ActionResult<T> CreatedVersioned<T>(string location, T body, int version)
    {
        Response.Headers.ETag = ETags.Of(version);
        return Created(location, body);
    }
}
