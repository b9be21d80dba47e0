using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Binding;
using Scheduling.Api.Http.Lists;
using Scheduling.Api.Http.Requests;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Clinics;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Time;

namespace Scheduling.IntegrationTests.Http.Probe;

/// <summary>A resource of the tests: a named thing, stored as a key without a use, in the shape every controller has.</summary>
[Route("v1/probes")]
[RequireScope(Scopes.ScheduleRead)]
public sealed class ProbeController(SchedulingDbContext db, ClinicContext clinic, Failures failures) : ApiController
{
    [HttpGet(Name = "listProbes")]
    public async Task<ActionResult<Page<ProbeResponse>>> List([FromQuery] PageRequest page, string? name, ProbeKind? kind, DateTimeOffset? at, DateOnly? on, CancellationToken cancellationToken, bool descending = false)
    {
        _ = (kind, at, on);
        var keys = await db.ApiKeys.Where(k => k.Prefix == "probe" && (name == null || k.Name.StartsWith(name))).ToPageAsync(k => k.Name, k => k.Id, page, cancellationToken, descending);
        return keys.Select(Describe);
    }

    [HttpPost("search", Name = "searchProbes")]
    [Search]
    public async Task<ActionResult<Page<ProbeResponse>>> Search(ProbeSearch search, CancellationToken cancellationToken)
    {
        var keys = await db.ApiKeys.Where(k => k.Prefix == "probe" && k.Name.StartsWith(search.Name)).ToPageAsync(k => k.Name, k => k.Id, search.Page, cancellationToken);
        return keys.Select(Describe);
    }

    [HttpPost(Name = "createProbe")]
    public async Task<ActionResult<ProbeResponse>> Create(ProbeRequest request, CancellationToken cancellationToken)
    {
        failures.Throw();
        var start = request.Start?.Resolve(SiteClock.ForZone(request.TimeZone ?? "America/New_York"), "/start");
        var key = new ApiKey { Name = request.Name, Prefix = "probe", Hash = Guid.NewGuid().ToByteArray(), Scopes = [], CreatedAt = clinic.Now };
        if (!request.DryRun)
        {
            db.ApiKeys.Add(key);
            await db.SaveChangesAsync(cancellationToken);
        }

        await failures.WaitAsync(cancellationToken);
        return CreatedVersioned($"/v1/probes/{key.Id}", Describe(key) with { Start = start }, 1);
    }

    [HttpPut("{id}", Name = "changeProbe")]
    [RequireActor]
    public async Task<ActionResult<ProbeResponse>> Change(Guid id, ProbeRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var key = await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        expected.Require(1);
        key.Name = request.Name;
        await db.SaveChangesAsync(cancellationToken);
        return Versioned(Describe(key), 2);
    }

    [HttpGet("{id}", Name = "getProbe")]
    public async Task<ActionResult<ProbeResponse>> Get(Guid id, CancellationToken cancellationToken) =>
        Versioned(Describe(await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancellationToken) ?? throw SchedulingException.NotFound()), 1);

    private static ProbeResponse Describe(ApiKey key) => new(key.Id, key.Name, null);
}

public enum ProbeKind
{
    InPerson,
    VirtualAv,
}

public sealed record ProbeRequest
{
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    [IanaTimeZone]
    [StringLength(64)]
    public string? TimeZone { get; init; }

    public StartTime? Start { get; init; }
    public DateTimeOffset? At { get; init; }
    public DateOnly? On { get; init; }
    public TimeOnly? Time { get; init; }
    public ProbeKind? Kind { get; init; }

    [Range(1, 100)]
    public int Count { get; init; } = 1;

    [MaxLength(3)]
    public IReadOnlyList<ProbeChange>? Changes { get; init; }
    public bool DryRun { get; init; }
}

public sealed record ProbeChange
{
    public required int SessionNumber { get; init; }

    public required DateTimeOffset Start { get; init; }

    [StringLength(5)]
    public string? Note { get; init; }
}

public sealed record ProbeSearch : IPagedSearch
{
    [StringLength(200)]
    public required string Name { get; init; }

    public PageRequest Page { get; init; } = new();
}

public sealed record ProbeResponse(Guid Id, string Name, DateTimeOffset? Start);

/// <summary>What the next requests are to run into.</summary>
public sealed class Failures
{
    private readonly Queue<Exception> queue = new();

    /// <summary>Set to hold requests until it is released.</summary>
    public SemaphoreSlim? Gate { get; set; }

    /// <summary>How often the action began.</summary>
    public int Begun { get; private set; }

    public void Add(Exception e, int times)
    {
        for (var i = 0; i < times; i++)
        {
            queue.Enqueue(e);
        }
    }

    public void Reset()
    {
        queue.Clear();
        Begun = 0;
        Gate = null;
    }

    public void Throw()
    {
        Begun++;
        if (queue.TryDequeue(out var e))
        {
            throw e;
        }
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (Gate is { } gate)
        {
            await gate.WaitAsync(cancellationToken);
            gate.Release();
        }
    }
}
