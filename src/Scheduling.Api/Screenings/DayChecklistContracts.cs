using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Domain.Screenings;

namespace Scheduling.Api.Screenings;

/// <summary>An item of the day's checklist as it was found.</summary>
public sealed record CheckedItemBody
{
    /// <summary>Code of the item.</summary>
    /// <example>metal_off</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Item { get; init; }

    /// <summary>Whether it is as it has to be.</summary>
    /// <example>true</example>
    public required bool Fine { get; init; }

    /// <summary>What was found.</summary>
    /// <example>null</example>
    [StringLength(2000, MinimumLength = 1)]
    public string? Note { get; init; }
}

/// <summary>The day's checklist, each item of it.</summary>
public sealed record FillChecklistRequest
{
    /// <summary>Every item once.</summary>
    [MaxLength(50)]
    public required IReadOnlyList<CheckedItemBody> Items { get; init; }
}

/// <summary>Why a treatment may go on although something is not fine.</summary>
public sealed record ClearChecklistRequest
{
    /// <summary>Why.</summary>
    /// <example>Slept four hours; no other risk, go on.</example>
    [StringLength(2000, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>The day's checklist of a visit.</summary>
public sealed record ChecklistResponse
{
    /// <summary>The visit.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>Its version, for `If-Match` when it is cleared; null while nobody has filled it in.</summary>
    public required string? Etag { get; init; }

    /// <summary>What is asked; empty when the visit's protocol asks for nothing.</summary>
    public required IReadOnlyList<ChecklistItem> Asked { get; init; }

    /// <summary>What was found; empty while nobody has filled it in.</summary>
    public required IReadOnlyList<CheckedItem> Items { get; init; }

    /// <summary>Whether something is not fine and nobody has cleared it: nothing is started then (R18).</summary>
    public required bool Stops { get; init; }

    /// <summary>When it was filled in.</summary>
    public required DateTimeOffset? FilledAt { get; init; }

    /// <summary>Who filled it in.</summary>
    public required string? FilledBy { get; init; }

    /// <summary>When it was cleared.</summary>
    public required DateTimeOffset? ClearedAt { get; init; }

    /// <summary>Who cleared it.</summary>
    public required string? ClearedBy { get; init; }

    /// <summary>Why.</summary>
    public required string? ClearedReason { get; init; }

    internal static ChecklistResponse Of(Guid appointmentId, Questionnaire? asked, DayChecklist? found) => new()
    {
        AppointmentId = appointmentId,
        Etag = found is null ? null : ETags.Of(found.Version),
        Asked = asked?.DayChecklist ?? [],
        Items = found?.Items ?? [],
        Stops = found is { Stops: true },
        FilledAt = found?.FilledAt,
        FilledBy = found?.FilledBy,
        ClearedAt = found?.ClearedAt,
        ClearedBy = found?.ClearedBy,
        ClearedReason = found?.ClearedReason,
    };
}

/// <summary>Whether a visit's gate to treatment is open, for whoever receives the patient: what to do, and nothing of what was answered.</summary>
public sealed record GateResponse
{
    /// <summary>The visit.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>Whether nothing is missing.</summary>
    public required bool Open { get; init; }

    /// <summary>What is missing, and what to do about it.</summary>
    public required IReadOnlyList<GateStep> Missing { get; init; }
}

/// <summary>Something that a gate waits for.</summary>
/// <param name="Need">What is missing.</param>
/// <param name="ToDo">What to do about it.</param>
public sealed record GateStep(GateNeed Need, string ToDo);
