using Scheduling.Application.Requests;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Tasks;

/// <summary>Something that a person must do.</summary>
public sealed record TaskResponse
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its version, for `If-Match`.</summary>
    public required string Etag { get; init; }

    /// <summary>What is to be done.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>Who is to do it; `clinician` is a nurse or a prescriber.</summary>
    public required TaskRole Role { get; init; }

    /// <summary>The rule that opened it; null where that has no number.</summary>
    public required string? Rule { get; init; }

    /// <summary>Whether it is still to be done.</summary>
    public required TaskState State { get; init; }

    /// <summary>Where.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The patient it is about.</summary>
    public required Guid? PatientId { get; init; }

    /// <summary>The course it is about.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>The visit it is about.</summary>
    public required Guid? AppointmentId { get; init; }

    /// <summary>By when, exclusive: what is to be done today is due when the local day ends.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The member of staff who has taken it; null for nobody yet.</summary>
    public required Guid? AssigneeId { get; init; }

    /// <summary>When it was opened first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who closed it, or did what closed it.</summary>
    public required string? ClosedBy { get; init; }

    /// <summary>What came of it; one word such as `counted`, `placed`, `entered`, `undone` where that closed it by itself.</summary>
    public required string? Outcome { get; init; }

    /// <summary>The task as callers see it.</summary>
    public static TaskResponse Of(StaffTask task) => new()
    {
        Id = task.Id,
        Etag = Versions.Etag(task),
        Kind = task.Kind,
        Role = task.Role,
        Rule = task.Rule,
        State = task.State,
        SiteId = task.SiteId,
        PatientId = task.PatientId,
        CourseId = task.CourseId,
        AppointmentId = task.AppointmentId,
        DueAt = task.DueAt,
        AssigneeId = task.AssigneeId,
        CreatedAt = task.CreatedAt,
        ClosedAt = task.ClosedAt,
        ClosedBy = task.ClosedBy,
        Outcome = task.Outcome,
    };
}
