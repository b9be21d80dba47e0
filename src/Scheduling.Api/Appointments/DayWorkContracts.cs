using System.ComponentModel.DataAnnotations;

namespace Scheduling.Api.Appointments;

/// <summary>What happened, and when if it is entered late.</summary>
public sealed record DayWorkRequest
{
    /// <summary>When it happened; leave it out for now. Never in the future.</summary>
    /// <example>null</example>
    public DateTimeOffset? At { get; init; }
}

/// <summary>A delivery, whole or in part.</summary>
public sealed record DeliverRequest
{
    /// <summary>When it was delivered; leave it out for now. Never in the future.</summary>
    /// <example>null</example>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether the treatment was broken off: its session stays owed until the prescriber counts it.</summary>
    /// <example>false</example>
    public bool Partial { get; init; }

    /// <summary>Why it was broken off; only with `partial`.</summary>
    /// <example>null</example>
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>A patient who came and was not treated.</summary>
public sealed record SendHomeRequest
{
    /// <summary>When; leave it out for now. Never in the future.</summary>
    /// <example>null</example>
    public DateTimeOffset? At { get; init; }

    /// <summary>Why.</summary>
    /// <example>Slept two hours.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>A no-show.</summary>
public sealed record NoShowRequest
{
    /// <summary>When it was clear; leave it out for now.</summary>
    /// <example>null</example>
    public DateTimeOffset? At { get; init; }

    /// <summary>What is known about it.</summary>
    /// <example>No call.</example>
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>Why a step is taken back.</summary>
public sealed record UndoRequest
{
    /// <summary>Why.</summary>
    /// <example>Wrong patient.</example>
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>A patient who will be late: one of `expectedAt` and `minutesLate`.</summary>
public sealed record LateRequest
{
    /// <summary>When the patient is expected.</summary>
    /// <example>null</example>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>Minutes after the visit's start.</summary>
    /// <example>22</example>
    [Range(1, 1440)]
    public int? MinutesLate { get; init; }
}

/// <summary>What becomes of a treatment that was broken off.</summary>
public enum PartialDecision
{
    /// <summary>It counts as a session.</summary>
    Count,

    /// <summary>It is repeated: its session stays owed.</summary>
    Repeat,
}

/// <summary>The prescriber's answer about a treatment that was broken off.</summary>
public sealed record DecidePartialRequest
{
    /// <summary>`count` or `repeat`.</summary>
    /// <example>count</example>
    public required PartialDecision Decision { get; init; }

    /// <summary>Why.</summary>
    /// <example>2,700 of 3,000 pulses.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }
}
