using System.ComponentModel.DataAnnotations;

namespace Scheduling.Api.Tasks;

/// <summary>Who takes a task.</summary>
public sealed record AssignTaskRequest
{
    /// <summary>A member of staff with the task's role; leave it out to take the task back.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000005</example>
    public Guid? AssigneeId { get; init; }
}

/// <summary>What came of a task.</summary>
public sealed record CloseTaskRequest
{
    /// <summary>In a few words.</summary>
    /// <example>Reached by phone: had the flu, comes back on Thursday.</example>
    [StringLength(500, MinimumLength = 1)]
    public required string Outcome { get; init; }
}
