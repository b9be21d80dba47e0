using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Tasks;

/// <summary>Which tasks; null leaves it open.</summary>
public sealed record TaskFilter
{
    /// <summary>At this site.</summary>
    public Guid? SiteId { get; init; }

    /// <summary>For this role.</summary>
    public TaskRole? Role { get; init; }

    /// <summary>Of this kind.</summary>
    public TaskKind? Kind { get; init; }

    /// <summary>In this state.</summary>
    public TaskState? State { get; init; }

    /// <summary>Due before this instant.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Taken by this member of staff.</summary>
    public Guid? AssigneeId { get; init; }

    /// <summary>About this patient.</summary>
    public Guid? PatientId { get; init; }

    /// <summary>About this course.</summary>
    public Guid? CourseId { get; init; }
}
