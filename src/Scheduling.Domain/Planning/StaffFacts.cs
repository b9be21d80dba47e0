using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>What planning has to know about a staff member.</summary>
public sealed record StaffFacts
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Roles: technician, prescriber and so on.</summary>
    public required IReadOnlyList<StaffRole> Roles { get; init; }

    /// <summary>Credentials.</summary>
    public IReadOnlyList<Credential> Credentials { get; init; } = [];

    /// <summary>Shifts as instants: the weekly pattern with its dated exceptions already applied.</summary>
    public IReadOnlyList<ShiftFact> Shifts { get; init; } = [];

    /// <summary>Dated unavailability.</summary>
    public IReadOnlyList<TimeRange> Closures { get; init; } = [];

    /// <summary>Bookings and holds.</summary>
    public IReadOnlyList<Occupation> Taken { get; init; } = [];

    /// <summary>Visits that name this person as supervisor: not exclusive, but counted.</summary>
    public IReadOnlyList<Occupation> Supervising { get; init; } = [];

    /// <summary>How many patients at once.</summary>
    public int Lanes { get; init; } = 1;
}

/// <summary>A shift at a site.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="Range">Instants.</param>
/// <param name="Mode">How the person is present.</param>
public sealed record ShiftFact(Guid SiteId, TimeRange Range, PresenceMode Mode);
