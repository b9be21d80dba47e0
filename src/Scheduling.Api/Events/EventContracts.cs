using System.Text.Json;

namespace Scheduling.Api.Events;

/// <summary>Changes in order.</summary>
/// <param name="Items">The changes, oldest first.</param>
/// <param name="Next">Where to go on, now or later; never null.</param>
public sealed record EventsResponse(IReadOnlyList<EventResponse> Items, string Next);

/// <summary>One change.</summary>
public sealed record EventResponse
{
    /// <summary>Unique in the clinic. Not the order: that is the order of the list.</summary>
    /// <example>42</example>
    public required long Id { get; init; }

    /// <summary>The instant of the change.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    /// <example>appointment.booked</example>
    public required string Kind { get; init; }

    /// <summary>What it happened to.</summary>
    /// <example>appointment</example>
    public required string SubjectKind { get; init; }

    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid SubjectId { get; init; }

    /// <summary>The site it belongs to; null when none.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public required Guid? SiteId { get; init; }

    /// <summary>Who did it, as named in Scheduling-Actor; null when nobody was.</summary>
    /// <example>front-desk-1</example>
    public required string? Actor { get; init; }

    /// <summary>Ids and instants; never personal data.</summary>
    public required JsonElement Payload { get; init; }
}
