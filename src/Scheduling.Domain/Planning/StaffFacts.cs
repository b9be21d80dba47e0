using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>What planning has to know about a staff member.</summary>
public sealed record StaffFacts
{
    /// <summary>Id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Roles: <see cref="StaffRoles"/>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Credentials.</summary>
    public IReadOnlyList<CredentialFact> Credentials { get; init; } = [];

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

/// <summary>A credential. Without a model it is general, such as <c>bls</c>.</summary>
/// <param name="Kind">Kind: <c>operator</c> for a device model's operator.</param>
/// <param name="ModelId">The device model, or null.</param>
/// <param name="ValidFrom">First local date, inclusive; null: always.</param>
/// <param name="ValidUntil">Last local date, inclusive; null: without end.</param>
public sealed record CredentialFact(string Kind, Guid? ModelId, DateOnly? ValidFrom, DateOnly? ValidUntil)
{
    /// <summary>The kind that lets a person operate a model.</summary>
    public const string Operator = "operator";
}

/// <summary>A shift at a site.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="Range">Instants.</param>
/// <param name="Mode">How the person is present.</param>
public sealed record ShiftFact(Guid SiteId, TimeRange Range, ShiftMode Mode);
