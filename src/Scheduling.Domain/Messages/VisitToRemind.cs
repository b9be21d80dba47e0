using Scheduling.Domain.Appointments;

namespace Scheduling.Domain.Messages;

/// <summary>What reminders need to know of a patient's visit, past or to come.</summary>
/// <param name="AppointmentId">The visit.</param>
/// <param name="CourseId">Its course; null for a visit of its own.</param>
/// <param name="StartsAt">Start.</param>
/// <param name="State">State.</param>
/// <param name="ScheduleVersion">Grows with time, place and cancellation (M2).</param>
public sealed record VisitToRemind(Guid AppointmentId, Guid? CourseId, DateTimeOffset StartsAt, AppointmentState State, int ScheduleVersion);
