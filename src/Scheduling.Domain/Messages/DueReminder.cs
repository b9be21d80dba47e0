namespace Scheduling.Domain.Messages;

/// <summary>A reminder that should leave, unless what it says has changed by then.</summary>
/// <param name="Kind">One visit, or the digest of a week.</param>
/// <param name="Offset">Which of them: <c>P3D</c>, <c>P1D</c>, or the digest's local date as <c>2027-03-07</c>.</param>
/// <param name="AppointmentId">The visit; null for a digest.</param>
/// <param name="ScheduleVersion">The visit's version that it speaks of (M2); 0 for a digest.</param>
/// <param name="DueAt">When it leaves.</param>
/// <param name="UseUntil">When it is of no more use, exclusive: the next reminder of the visit, or the visit's start (M10).</param>
public sealed record DueReminder(MessageKind Kind, string Offset, Guid? AppointmentId, int ScheduleVersion, DateTimeOffset DueAt, DateTimeOffset UseUntil)
{
    /// <summary>Names the reminder: one of a name leaves a channel once (M2).</summary>
    public string Name => AppointmentId is { } id ? $"{id}/{Offset}/{ScheduleVersion}" : $"digest/{Offset}";
}
