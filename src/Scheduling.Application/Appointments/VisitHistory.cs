using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Appointments;

/// <summary>Writes down what was done to a visit: the line of its history, the audit and the event, always the three together.</summary>
public sealed class VisitHistory(SchedulingDbContext db, ClinicContext context, AuditLog audit, EventLog events)
{
    /// <summary>Adds them; they go with the next save.</summary>
    /// <param name="visit">The visit as it is now.</param>
    /// <param name="change">What was done, in the past tense: <c>moved</c>.</param>
    /// <param name="before">The visit as it was (<see cref="AppointmentSnapshot"/>); null for a new one.</param>
    /// <param name="reason">Why.</param>
    /// <param name="audited">What the audit calls it; null for the same.</param>
    /// <param name="outcome">What the audit adds: rules that were waived.</param>
    internal void Add(Appointment visit, string change, string? before, string? reason, string? audited = null, string? outcome = null)
    {
        db.AppointmentChanges.Add(new AppointmentChange
        {
            ClinicId = context.ClinicId,
            Id = context.NextId(),
            AppointmentId = visit.Id,
            At = context.Now,
            Actor = context.Actor,
            Kind = change,
            Reason = reason,
            Before = before,
            After = AppointmentSnapshot.Json(visit),
        });
        audit.Write(audited ?? change, "appointment", visit.Id, outcome);
        events.Append(
            $"appointment.{change}", "appointment", visit.Id, visit.SiteId,
            new { visit.CourseId, visit.PatientId, visit.StartsAt, visit.State, visit.Commitment, visit.ScheduleVersion, visit.Flags });
    }
}
