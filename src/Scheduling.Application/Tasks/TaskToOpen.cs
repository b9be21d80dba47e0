using Scheduling.Domain.Appointments;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Tasks;

/// <summary>A task that a rule wants done.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">Names the cause within the kind.</param>
/// <param name="SiteId">Where.</param>
/// <param name="DueAt">By when, exclusive.</param>
/// <param name="PatientId">The patient it is about.</param>
/// <param name="CourseId">The course it is about.</param>
/// <param name="AppointmentId">The visit it is about.</param>
public sealed record TaskToOpen(TaskKind Kind, string Key, Guid SiteId, DateTimeOffset DueAt, Guid? PatientId, Guid? CourseId, Guid? AppointmentId)
{
    /// <summary>A task about a visit.</summary>
    public static TaskToOpen Of(TaskKind kind, Appointment visit, string key, DateTimeOffset dueAt) => new(kind, key, visit.SiteId, dueAt, visit.PatientId, visit.CourseId, visit.Id);
}
