using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Reports;

/// <summary>The burn-down of one line of an authorization, as it stands: granted = reserved + consumed + remaining (R19).</summary>
public sealed record AuthorizationReportRow
{
    /// <summary>The course's home site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its name.</summary>
    /// <example>Main</example>
    public required string SiteName { get; init; }

    /// <summary>The payer's name.</summary>
    /// <example>Example Health</example>
    public required string Payer { get; init; }

    /// <summary>The authorization.</summary>
    public required Guid AuthorizationId { get; init; }

    /// <summary>The payer's number; null until it is known.</summary>
    /// <example>A-1001</example>
    public required string? Number { get; init; }

    /// <summary>Its state.</summary>
    public required AuthorizationState State { get; init; }

    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>The line.</summary>
    public required Guid LineId { get; init; }

    /// <summary>Its place among the authorization's lines, from 1.</summary>
    /// <example>1</example>
    public required int Position { get; init; }

    /// <summary>What the line is called.</summary>
    /// <example>acute</example>
    public required string? Tranche { get; init; }

    /// <summary>Codes it pays for; empty for every code of the course.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>What one unit pays for.</summary>
    public required UnitBasis Basis { get; init; }

    /// <summary>First local date of the window, inclusive; null for open.</summary>
    /// <example>2027-02-01</example>
    public required DateOnly? WindowFrom { get; init; }

    /// <summary>Last local date of the window, inclusive; null for open.</summary>
    /// <example>2027-05-31</example>
    public required DateOnly? WindowUntil { get; init; }

    /// <summary>Units asked for.</summary>
    /// <example>36</example>
    public required int Requested { get; init; }

    /// <summary>Units granted.</summary>
    /// <example>36</example>
    public required int Granted { get; init; }

    /// <summary>Units kept for visits to come.</summary>
    /// <example>20</example>
    public required int Reserved { get; init; }

    /// <summary>Units used.</summary>
    /// <example>12</example>
    public required int Consumed { get; init; }

    /// <summary>Units left.</summary>
    /// <example>4</example>
    public required int Remaining { get; init; }

    /// <summary>Of those used, units for visits whose local date lies in the report's period.</summary>
    /// <example>10</example>
    public required int ConsumedInPeriod { get; init; }

    /// <summary>Local date of the last visit that has a unit of the line; null for none.</summary>
    /// <example>2027-03-26</example>
    public required DateOnly? LastVisitOn { get; init; }
}
