namespace Scheduling.Api.Jobs;

/// <summary>The recurring jobs, and whether messages may leave.</summary>
public sealed record JobListResponse
{
    /// <summary>Whether the process that answers ticks the jobs (`Jobs:Enabled`). Others may.</summary>
    /// <example>true</example>
    public required bool EnabledHere { get; init; }

    /// <summary>Whether messages may leave.</summary>
    public required SendingResponse Sending { get; init; }

    /// <summary>Every job of the service.</summary>
    public required IReadOnlyList<JobResponse> Items { get; init; }
}

/// <summary>Whether messages may leave.</summary>
public sealed record SendingResponse
{
    /// <summary>True after a restore, until `release-sending`.</summary>
    /// <example>false</example>
    public required bool Held { get; init; }

    /// <summary>Since when.</summary>
    /// <example>2027-03-07T10:20:00-05:00</example>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why: `other_server`, `other_database`, `loaded_from_dump` or `recovered_to_earlier`.</summary>
    /// <example>loaded_from_dump</example>
    public string? Why { get; init; }
}

/// <summary>A recurring job and its last run, on whatever machine.</summary>
public sealed record JobResponse
{
    /// <summary>Its name.</summary>
    /// <example>send-messages</example>
    public required string Name { get; init; }

    /// <summary>Seconds from one start to the next.</summary>
    /// <example>20</example>
    public required int EverySeconds { get; init; }

    /// <summary>How the last run went.</summary>
    /// <example>done</example>
    public required JobOutcome Outcome { get; init; }

    /// <summary>When the last run began.</summary>
    /// <example>2027-03-07T10:20:00-05:00</example>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    /// <example>2027-03-07T10:20:01-05:00</example>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many rows, messages or courses it did something to, over all clinics.</summary>
    /// <example>4</example>
    public int? Done { get; init; }

    /// <summary>Kind of what broke it.</summary>
    /// <example>TimeoutException</example>
    public string? Error { get; init; }

    /// <summary>Runs that failed since the last good one.</summary>
    /// <example>0</example>
    public required int FailuresInARow { get; init; }

    /// <summary>When it is due next.</summary>
    /// <example>2027-03-07T10:20:20-05:00</example>
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>Whole seconds that it is late; 0 when it isn't.</summary>
    /// <example>0</example>
    public required long LagSeconds { get; init; }
}
