namespace Scheduling.Domain.Courses;

/// <summary>The planner's answer to one request: stored whole, unchangeable, for 24 hours.</summary>
public sealed class StoredPlan : ClinicEntity
{
    /// <summary>The course it is for.</summary>
    public Guid CourseId { get; set; }

    /// <summary>The request as JSON.</summary>
    public required string Request { get; set; }

    /// <summary>The options as JSON, as shown.</summary>
    public required string Options { get; set; }

    /// <summary>Instant of planning.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>First instant at which it can no longer be booked.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}
