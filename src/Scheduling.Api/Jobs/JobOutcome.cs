namespace Scheduling.Api.Jobs;

/// <summary>How a run of a job went. Sent in snake_case.</summary>
public enum JobOutcome
{
    /// <summary>It never ran.</summary>
    Never,

    /// <summary>It runs, or its process was killed.</summary>
    Running,

    /// <summary>It ended well.</summary>
    Done,

    /// <summary>It broke; the next tick tries again.</summary>
    Failed,
}
