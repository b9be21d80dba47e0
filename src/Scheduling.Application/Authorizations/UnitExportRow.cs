namespace Scheduling.Application.Authorizations;

/// <summary>A delivered visit as the practice's biller needs it: facts, not a claim.</summary>
public sealed record UnitExportRow
{
    /// <summary>The visit.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>The course; null for a visit of its own.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its local date.</summary>
    public required DateOnly ServiceOn { get; init; }

    /// <summary>Visit kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it was broken off.</summary>
    public required bool InPart { get; init; }

    /// <summary>The code by the protocol's code map; null where that has none.</summary>
    public required string? Code { get; init; }

    /// <summary>The code that it stands in for on that day; null for none.</summary>
    public required string? InsteadOf { get; init; }

    /// <summary>Why: of the motor threshold that was determined in the visit; null where none was entered.</summary>
    public required string? Reason { get; init; }

    /// <summary>The payer; null for self-pay.</summary>
    public required string? Payer { get; init; }

    /// <summary>The payer's number of the authorization.</summary>
    public required string? AuthorizationNumber { get; init; }

    /// <summary>The authorization whose unit it used.</summary>
    public required Guid? AuthorizationId { get; init; }

    /// <summary>The line whose unit it used.</summary>
    public required Guid? LineId { get; init; }

    /// <summary>Who ordered the course, as approved.</summary>
    public required string? OrderingProvider { get; init; }

    /// <summary>Who gives it, as approved.</summary>
    public required string? RenderingProvider { get; init; }

    /// <summary>What a claim would lack: `code`, `unit`, `authorization_number`, `ordering_provider`, `rendering_provider`, `reason` (of a code that stands in for another).</summary>
    public required IReadOnlyList<string> Missing { get; init; }
}
