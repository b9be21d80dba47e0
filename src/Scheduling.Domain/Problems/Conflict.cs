namespace Scheduling.Domain.Problems;

/// <summary>One thing in the way of a visit: enough to choose another time or resource. Never says anything about another clinic.</summary>
public sealed record Conflict
{
    /// <summary>The ordinal of the treatment in its course; null for a single visit.</summary>
    public int? SessionNumber { get; init; }

    /// <summary>Start of the visit that was asked for.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>End of the visit that was asked for, exclusive.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>The resource that can't serve; null when the reason isn't one resource.</summary>
    public ConflictResource? Resource { get; init; }

    /// <summary>snake_case: <c>taken</c>, <c>held</c>, <c>closed</c>, <c>not_on_shift</c>, <c>credential_missing</c> ...</summary>
    public required string Reason { get; init; }

    /// <summary>The rule behind the reason, <c>R1</c> to <c>R25</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>The interval that is taken or closed.</summary>
    public ConflictInterval? BlockedBy { get; init; }
}

/// <summary>The resource of a <see cref="Conflict"/>.</summary>
/// <param name="Kind">room, device, coil, staff or patient.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; null for a patient, who is named by id alone.</param>
public sealed record ConflictResource(string Kind, Guid Id, string? Name);

/// <summary>What stands in the way, half-open.</summary>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive; null when the end isn't known.</param>
public sealed record ConflictInterval(DateTimeOffset Start, DateTimeOffset? End);
