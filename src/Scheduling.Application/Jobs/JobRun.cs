namespace Scheduling.Application.Jobs;

/// <summary>The last run of a job, on whatever machine.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs, and for ever when its process was killed.</param>
/// <param name="Done">How many rows, messages or courses it did something to; null unless it ended well.</param>
/// <param name="Error">Kind of what broke it; null unless it failed. Messages may carry values, so they aren't kept.</param>
/// <param name="FailuresInARow">Runs that failed since the last one that ended well, this one among them.</param>
public sealed record JobRun(DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int? Done, string? Error, int FailuresInARow);
