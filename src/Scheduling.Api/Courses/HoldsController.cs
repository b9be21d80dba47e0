using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Courses;

/// <summary>Holds: places kept while the front desk talks to the patient.</summary>
[Route("v1/holds")]
[Tags("Courses")]
public sealed class HoldsController(SchedulingDbContext db, ClinicContext clinic, Holds holds) : ApiController
{
    /// <summary>Read a hold.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000012">The hold.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getHold")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<HoldResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var hold = await FindAsync(id, cancellationToken);
        return Versioned(Describe(hold), hold.Version);
    }

    /// <summary>Give a hold up; its places are offered again at once.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000012">The hold.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "releaseHold")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    public async Task<ActionResult<HoldResponse>> Release(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var hold = await FindAsync(id, cancellationToken);
        expected.Require(hold.Version);
        await holds.ReleaseAsync(hold, cancellationToken);
        return Versioned(Describe(hold), hold.Version);
    }

    /// <summary>Keep a hold for so many minutes from now. An expired hold can't be extended: plan again.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000012">The hold.</param>
    /// <param name="request">For how long.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/extend", Name = "extendHold")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("hold_expired")]
    public async Task<ActionResult<HoldResponse>> Extend(Guid id, ExtendHoldRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var hold = await FindAsync(id, cancellationToken);
        expected.Require(hold.Version);
        await holds.ExtendAsync(hold, request.Minutes, cancellationToken);
        return Versioned(Describe(hold), hold.Version);
    }

    private async Task<Hold> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var hold = await db.Holds.SingleOrDefaultAsync(h => h.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        var site = await db.Courses.Where(c => c.Id == hold.CourseId).Select(c => c.SiteId).SingleAsync(cancellationToken);
        return clinic.Identity.SiteIds?.Contains(site) == false ? throw SchedulingException.NotFound() : hold;
    }

    private HoldResponse Describe(Hold hold) => new()
    {
        Id = hold.Id,
        Etag = ETags.Of(hold.Version),
        CourseId = hold.CourseId,
        PlanId = hold.PlanId,
        Option = hold.Option,
        ExpiresAt = hold.ExpiresAt,
        // Nobody has to have swept it for its places to be free.
        State = hold.State == HoldState.Active && hold.ExpiresAt <= clinic.Now ? HoldState.Expired : hold.State,
    };
}

/// <summary>A hold.</summary>
public sealed record HoldResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000012</example>
    public required Guid Id { get; init; }

    /// <summary>Its version, as `If-Match` wants it.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>The plan.</summary>
    public required Guid PlanId { get; init; }

    /// <summary>The option held.</summary>
    /// <example>1</example>
    public required int Option { get; init; }

    /// <summary>First instant at which the places are offered again.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>`active`, `consumed`, `released` or `expired`.</summary>
    public required HoldState State { get; init; }
}

/// <summary>For how long a hold is kept.</summary>
public sealed record ExtendHoldRequest
{
    /// <summary>Minutes from now.</summary>
    /// <example>15</example>
    [Range(1, Holds.LongestMinutes)]
    public required int Minutes { get; init; }
}
