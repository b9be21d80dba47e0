using Scheduling.Domain.Courses;

namespace Scheduling.Application.Courses;

/// <summary>What is to change about a running course; members left out stay.</summary>
public sealed record CourseAmendment
{
    /// <summary>The new number of sessions of each phase named.</summary>
    public IReadOnlyList<PhaseTarget> Targets { get; init; } = [];

    /// <summary>Phases that are added, get another length, or end.</summary>
    public IReadOnlyList<PhaseAmendment> Phases { get; init; } = [];

    /// <summary>Number of the newer version of the protocol that the rest follows.</summary>
    public int? ProtocolVersion { get; init; }

    /// <summary>Whether it takes a prescriber.</summary>
    public bool IsMedical => Targets.Count > 0 || Phases.Count > 0 || MaxPerWeek is not null || ProtocolVersion is not null;

    /// <summary>The most sessions a week from <see cref="From"/> on, by the order that this records (R13).</summary>
    public int? MaxPerWeek { get; init; }

    /// <summary>Last local date of that order, inclusive; null for open.</summary>
    public DateOnly? MaxPerWeekUntil { get; init; }

    /// <summary>The preferred local start. Booked visits follow it where <see cref="From"/> says since when.</summary>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>The home site from <see cref="From"/> on; the present one only with another model.</summary>
    public Guid? SiteId { get; init; }

    /// <summary>The device model there; null for the course's own where the site has it.</summary>
    public Guid? DeviceModelId { get; init; }

    /// <summary>First local date whose booked visits change; null for today, and for none by a preferred time alone.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Whether sessions outside the coverage are placed and tagged; otherwise they are shortfalls.</summary>
    public bool AllowOutsideAuthorization { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}
