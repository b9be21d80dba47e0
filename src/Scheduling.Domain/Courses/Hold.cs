namespace Scheduling.Domain.Courses;

/// <summary>Places kept for a short time while the front desk talks to the patient.</summary>
public sealed class Hold : VersionedEntity
{
    /// <summary>The course it is for.</summary>
    public Guid CourseId { get; set; }

    /// <summary>The plan whose option is held.</summary>
    public Guid PlanId { get; set; }

    /// <summary>The option held, from 1.</summary>
    public int Option { get; set; }

    /// <summary>First instant at which the places are free again, whether or not any job ran.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>State.</summary>
    public HoldState State { get; set; }
}
