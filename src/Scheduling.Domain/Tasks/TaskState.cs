namespace Scheduling.Domain.Tasks;

/// <summary>Whether a task is still to be done. Stored and sent in snake_case.</summary>
public enum TaskState
{
    /// <summary>To be done.</summary>
    Open,

    /// <summary>Done, or no longer needed.</summary>
    Closed,
}
