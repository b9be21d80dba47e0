using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Outcomes;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Records;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Outcomes;

/// <summary>Looks through a clinic's courses for scales and motor thresholds that are due, and asks for them by tasks.</summary>
public sealed class CourseChecks(SchedulingDbContext db, Assessments assessments, TaskBook tasks)
{
    /// <summary>Opens what is due.</summary>
    /// <returns>Tasks opened.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var clocks = (await db.Sites.AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(s => s.Id, FactsReader.ClockOf);
        var protocols = new Dictionary<Guid, ProtocolDefinition>();
        List<TaskToOpen> due = [];
        var courses = await db.Courses.AsNoTracking().Where(c => c.State == CourseState.Ready || c.State == CourseState.Active).OrderBy(c => c.Id).ToListAsync(cancellationToken);
        foreach (var course in courses)
        {
            if (!protocols.TryGetValue(course.ProtocolVersionId, out var protocol))
            {
                protocols[course.ProtocolVersionId] = protocol = (await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken)).Definition;
            }

            due.AddRange(await OfCourseAsync(course, protocol, clocks[course.SiteId], cancellationToken));
        }

        var opened = due.Count == 0 ? 0 : await tasks.OpenAsync(due, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return opened;
    }

    private async Task<IReadOnlyList<TaskToOpen>> OfCourseAsync(Course course, ProtocolDefinition protocol, SiteClock clock, CancellationToken cancellationToken)
    {
        var checks = protocol.Checks.Where(c => Instruments.Find(c.Code) is not null).ToList();
        if (checks.Count == 0 && protocol.MotorThreshold is null)
        {
            return [];
        }

        var today = clock.DateOf(db.Now);
        var endOfToday = clock.DayBounds(today).Until;
        var delivered = await assessments.DeliveredAsync(course.Id, cancellationToken);
        List<TaskToOpen> due = [];
        if (protocol.MotorThreshold is { } terms)
        {
            var measured = await db.MotorThresholds.Where(t => t.CourseId == course.Id).MaxAsync(t => (DateOnly?)t.MeasuredOn, cancellationToken);
            if (ThresholdRule.Due(terms, measured, delivered, today) is { } reason)
            {
                due.Add(Task(TaskKind.ThresholdDue, course, $"{course.Id}:{StoredJson.Word(reason)}:{measured:yyyy-MM-dd}", endOfToday));
            }
        }

        var first = checks.Count > 0 && delivered.Count == 0
            ? await db.Appointments.Where(a => a.CourseId == course.Id && a.CountsAsSession && (a.State == AppointmentState.Booked || a.State == AppointmentState.Confirmed)).MinAsync(a => (DateOnly?)a.LocalDate, cancellationToken)
            : null;
        foreach (var check in checks)
        {
            var on = await db.Assessments.Where(a => a.CourseId == course.Id && a.Instrument == check.Code).Select(a => a.On).ToListAsync(cancellationToken);
            if (ScalePrompts.Due(check, protocol.ScaleMilestones, course.Targets.Sum(t => t.Sessions), delivered, first, on, today) is { } what)
            {
                due.Add(Task(TaskKind.ScaleDue, course, $"{course.Id}:{check.Code}:{what}", endOfToday));
            }
        }

        return due;
    }

    private static TaskToOpen Task(TaskKind kind, Course course, string key, DateTimeOffset due) => new(kind, key, course.SiteId, due, course.PatientId, course.Id, null);
}
