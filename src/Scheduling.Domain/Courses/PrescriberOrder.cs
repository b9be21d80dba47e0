namespace Scheduling.Domain.Courses;

/// <summary>A prescriber's instruction on a course.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>off_label</c>, <c>catch_up</c>, <c>cadence</c>, <c>second_course</c>, <c>accelerated</c>, <c>extend</c>, <c>resume</c>, <c>device_change</c>.</param>
/// <param name="By">The actor who gave it.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Reason">Why; shown to keys with scope <c>clinical:read</c> only.</param>
/// <param name="From">First local date it holds, inclusive.</param>
/// <param name="Until">Last local date it holds, inclusive.</param>
/// <param name="Limits">How far it goes; null where it says nothing.</param>
public sealed record PrescriberOrder(Guid Id, string Kind, string By, DateTimeOffset At, string? Reason, DateOnly? From = null, DateOnly? Until = null, OrderLimits? Limits = null);
