using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Requests;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Clinics;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.ApiKeys;

/// <summary>The clinic's keys.</summary>
[Route("v1/api-keys")]
[Tags("Keys")]
[RequireScope(Scopes.Admin)]
public sealed class ApiKeysController(SchedulingDbContext db, ClinicContext clinic, EventLog events, KnownApiKeys known) : ApiController
{
    /// <summary>List keys, newest first.</summary>
    [HttpGet(Name = "listApiKeys")]
    public async Task<ActionResult<Page<ApiKeyResponse>>> List([FromQuery] PageRequest page, CancellationToken cancellationToken)
    {
        var keys = await db.ApiKeys.AsNoTracking().ToPageAsync(k => k.CreatedAt, k => k.Id, page, cancellationToken, descending: true);
        return keys.Select(Describe);
    }

    /// <summary>Create a key; its secret is shown this once.</summary>
    [HttpPost(Name = "createApiKey")]
    [SecretInAnswer("key")]
    [Refuses("site_not_allowed", "unknown_reference")]
    [ProducesResponseType<CreatedApiKeyResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<CreatedApiKeyResponse>> Create(CreateApiKeyRequest request, CancellationToken cancellationToken)
    {
        for (var i = 0; i < request.Scopes.Count; i++)
        {
            if (!Scopes.All.Contains(request.Scopes[i]))
            {
                throw SchedulingException.Invalid($"/scopes/{i}", "must be one of " + string.Join(", ", Scopes.All));
            }
        }

        await RequireSitesAsync(request.SiteIds, cancellationToken);
        if (request.ExpiresAt <= clinic.Now)
        {
            throw SchedulingException.Invalid("/expiresAt", "is past");
        }

        var secret = ApiKeySecret.Create("live");
        var key = new ApiKey
        {
            Name = request.Name,
            Prefix = secret.Prefix,
            Hash = secret.Hash,
            Scopes = [.. request.Scopes.Distinct()],
            SiteIds = request.SiteIds,
            CreatedAt = clinic.Now,
            ExpiresAt = request.ExpiresAt,
        };
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(cancellationToken);
        events.Append("api_key.created", "api_key", key.Id);
        var body = Describe(key);
        return Created($"/v1/api-keys/{key.Id}", new CreatedApiKeyResponse
        {
            Id = body.Id,
            Name = body.Name,
            Prefix = body.Prefix,
            Scopes = body.Scopes,
            SiteIds = body.SiteIds,
            CreatedAt = body.CreatedAt,
            ExpiresAt = body.ExpiresAt,
            RevokedAt = body.RevokedAt,
            Key = secret.Text,
        });
    }

    /// <summary>Read one key.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The key's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getApiKey")]
    public async Task<ActionResult<ApiKeyResponse>> Get(Guid id, CancellationToken cancellationToken) => Describe(await FindAsync(id, cancellationToken));

    /// <summary>Revoke a key. It stops working at once here, and within five seconds on other machines. Repeating it changes nothing.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The key's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/revoke", Name = "revokeApiKey")]
    public async Task<ActionResult<ApiKeyResponse>> Revoke(Guid id, CancellationToken cancellationToken)
    {
        var key = await FindAsync(id, cancellationToken);
        if (key.RevokedAt is null)
        {
            key.RevokedAt = clinic.Now;
            events.Append("api_key.revoked", "api_key", key.Id);
            await db.SaveChangesAsync(cancellationToken);
            known.Forget(key.Hash);
        }

        return Describe(key);
    }

    private async Task<ApiKey> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    private async Task RequireSitesAsync(IReadOnlyList<Guid>? siteIds, CancellationToken cancellationToken)
    {
        // A key for some sites may not make one for others.
        if (clinic.Identity.SiteIds is { } own && (siteIds is null || siteIds.Except(own).Any()))
        {
            throw new SchedulingException(ProblemCodes.SiteNotAllowed);
        }

        if (siteIds is null)
        {
            return;
        }

        var there = await db.Sites.Where(s => siteIds.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancellationToken);
        var errors = siteIds.Select((id, i) => (id, i)).Where(x => !there.Contains(x.id)).Select(x => new FieldError($"/siteIds/{x.i}", "is not a site of the clinic")).ToList();
        if (errors.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = errors };
        }
    }

    private static ApiKeyResponse Describe(ApiKey key) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Prefix = key.Prefix,
        Scopes = key.Scopes,
        SiteIds = key.SiteIds,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
    };
}
