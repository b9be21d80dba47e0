namespace Scheduling.Application.Records;

/// <summary>An adverse event to be entered.</summary>
/// <param name="Kind">Code of its kind.</param>
/// <param name="Serious">Whether it is serious; some kinds are anyway.</param>
/// <param name="Description">What happened.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="AppointmentId">The visit in which it happened, if in one.</param>
public sealed record NewAdverseEvent(string Kind, bool Serious, string Description, DateTimeOffset OccurredAt, Guid? AppointmentId);
