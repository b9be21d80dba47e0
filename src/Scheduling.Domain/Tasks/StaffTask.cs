namespace Scheduling.Domain.Tasks;

/// <summary>Something that a person must do, opened by a rule. Called so because a task is something else in this language.</summary>
public sealed class StaffTask : VersionedEntity
{
    /// <summary>What is to be done.</summary>
    public TaskKind Kind { get; set; }

    /// <summary>Who is to do it.</summary>
    public TaskRole Role { get; set; }

    /// <summary>The rule that opened it, such as <c>R24</c>; null where that has no number.</summary>
    public string? Rule { get; set; }

    /// <summary>Whether it is still to be done.</summary>
    public TaskState State { get; set; }

    /// <summary>Where.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The patient it is about.</summary>
    public Guid? PatientId { get; set; }

    /// <summary>The course it is about.</summary>
    public Guid? CourseId { get; set; }

    /// <summary>The visit it is about.</summary>
    public Guid? AppointmentId { get; set; }

    /// <summary>When it should be done, exclusive: a task for today is due when the local day ends.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>The member of staff who has taken it; null for nobody yet.</summary>
    public Guid? AssigneeId { get; set; }

    /// <summary>Names the cause, so that a rule opens one task for it, however often it looks.</summary>
    public required string DedupeKey { get; set; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Who closed it, or did what closed it.</summary>
    public string? ClosedBy { get; set; }

    /// <summary>What came of it, in a person's words; one word where a rule closed it.</summary>
    public string? Outcome { get; set; }

    /// <summary>True when its cause went, not when a person closed it. Such a task opens again when the cause comes back.</summary>
    public bool ClosedByRule { get; set; }
}
