using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Records;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Records;

/// <summary>Motor thresholds of a course, only ever added to. One that is entered closes what asked for it.</summary>
public sealed class MotorThresholds(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, TaskBook tasks, AuditLog audit, EventLog events)
{
    /// <summary>Those of a course, the newest first.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Page<MotorThreshold>> ListAsync(Guid courseId, PageRequest page, CancellationToken cancellationToken)
    {
        await db.RequireCourseAsync(context, courseId, cancellationToken);
        audit.Read("course", courseId, "motor_thresholds");
        return await db.MotorThresholds.AsNoTracking().Where(t => t.CourseId == courseId).ToPageAsync(t => t.MeasuredAt, t => t.Id, page, cancellationToken, descending: true);
    }

    /// <summary>Enters one.</summary>
    /// <exception cref="SchedulingException">not_found, unprocessable, unknown_reference.</exception>
    public async Task<MotorThreshold> AddAsync(Guid courseId, NewMotorThreshold wanted, CancellationToken cancellationToken)
    {
        var course = await db.RequireCourseAsync(context, courseId, cancellationToken);
        await locks.TakeForBookingAsync([], courseId, [course.PatientId], cancellationToken);
        var at = wanted.MeasuredAt > context.Now
            ? throw new SchedulingException(ProblemCodes.Unprocessable, "It has not happened yet.") { Errors = [new FieldError("/measuredAt", "is in the future")] }
            : wanted.MeasuredAt ?? context.Now;
        if (wanted.AppointmentId is { } visit && !await db.Appointments.AnyAsync(a => a.Id == visit && a.CourseId == courseId, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/appointmentId", "is not a visit of the course")] };
        }

        if (wanted.DeviceId is { } device && !await db.Devices.AnyAsync(d => d.Id == device, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/deviceId", "is not a device of the clinic")] };
        }

        var clock = FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == course.SiteId, cancellationToken));
        var threshold = new MotorThreshold
        {
            Id = Guid.CreateVersion7(context.Now),
            CourseId = courseId,
            AppointmentId = wanted.AppointmentId,
            DeviceId = wanted.DeviceId,
            Coil = wanted.Coil,
            Side = wanted.Side,
            PercentOfOutput = wanted.PercentOfOutput,
            Reason = wanted.Reason,
            MeasuredAt = at,
            MeasuredOn = clock.DateOf(at),
            RecordedBy = context.Actor,
            RecordedAt = context.Now,
        };
        db.MotorThresholds.Add(threshold);
        audit.Write("record", "motor_threshold", threshold.Id);
        events.Append("course.threshold_recorded", "course", courseId, course.SiteId, new { course.PatientId });
        await db.SaveChangesAsync(cancellationToken);
        await tasks.CloseOfCourseAsync(TaskKind.ThresholdDue, courseId, "determined", cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return threshold;
    }
}
