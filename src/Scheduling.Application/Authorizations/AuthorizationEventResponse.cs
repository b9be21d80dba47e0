using Scheduling.Application.Repairs;
using Scheduling.Application.Resources;

namespace Scheduling.Application.Authorizations;

/// <summary>What an event did.</summary>
/// <param name="Authorization">The authorization afterwards; its version is what the next call is matched against.</param>
/// <param name="Ledger">The units of the whole course, all its authorizations.</param>
/// <param name="Affected">Visits to come that it leaves without a unit, by start, each with the reason; none while somebody may still approve.</param>
/// <param name="Repair">
/// What to do with them: those that another date would give a unit are moved there, the rest give their places back unless it is applied with `keepUncovered`. Null when there
/// are none, and none gets a place again.
/// </param>
public sealed record AuthorizationEventResponse(AuthorizationResponse Authorization, CourseUnits Ledger, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);

/// <summary>The units of a course.</summary>
public sealed record CourseUnits
{
    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>Units granted, on all lines.</summary>
    public required int Granted { get; init; }

    /// <summary>Units kept for visits to come.</summary>
    public required int Reserved { get; init; }

    /// <summary>Units used.</summary>
    public required int Consumed { get; init; }

    /// <summary>Units left.</summary>
    public required int Remaining { get; init; }

    /// <summary>Visits that need a unit and have none, in order of time: booked or delivered, tentative ones included.</summary>
    public required IReadOnlyList<VisitWithoutUnit> Without { get; init; }
}

/// <summary>A visit that needs a unit and has none.</summary>
/// <param name="AppointmentId">The visit.</param>
/// <param name="LocalDate">Its local date.</param>
/// <param name="Tagged">Whether it is tagged `unauthorized`; a tentative one isn't while somebody may still approve.</param>
public sealed record VisitWithoutUnit(Guid AppointmentId, DateOnly LocalDate, bool Tagged);
