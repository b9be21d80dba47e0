using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Repairs;
using Scheduling.Application.Resources;

namespace Scheduling.Api.Repairs;

/// <summary>Which visits are looked through.</summary>
public sealed record ProposeRepairRequest
{
    /// <summary>The site.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid SiteId { get; init; }

    /// <summary>Only visits that end after it; leave it out for now.</summary>
    /// <example>null</example>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only visits that start before it; leave it out for all to come.</summary>
    /// <example>null</example>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the repair may use staff of the clinic's other sites who have their shift there that day and nothing booked.</summary>
    /// <example>false</example>
    public bool StaffOfOtherSites { get; init; }

    /// <summary>Whether only to show it: nothing is stored.</summary>
    /// <example>true</example>
    public bool DryRun { get; init; }
}

/// <summary>What was found, and a repair of it.</summary>
/// <param name="Affected">Visits that break a rule as things stand, or have no place, by start.</param>
/// <param name="Repair">New places for them; null when there are none.</param>
public sealed record ProposedRepairResponse(IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);

/// <summary>Whose changes are made.</summary>
public sealed record ApplyRepairRequest
{
    /// <summary>The patients; leave it out for all that are left. Visits that change places with each other go together.</summary>
    /// <example>null</example>
    [MinLength(1)]
    [MaxLength(500)]
    public IReadOnlyList<Guid>? Patients { get; init; }

    /// <summary>
    /// Whether visits that the payer has no unit for on any date stay where they are, tagged and tentative as they were, instead of giving their places back: while more
    /// is asked for, an appeal runs, or the patient decides to pay. What would be in front of the initial visit's new place gives its place back all the same.
    /// </summary>
    /// <example>false</example>
    public bool KeepUncovered { get; init; }
}

/// <summary>A repair proposed anew.</summary>
/// <param name="Repair">The new one; null when nothing is left to repair.</param>
public sealed record RepairAgainResponse(RepairResponse? Repair);
