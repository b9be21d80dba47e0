using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Intakes;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Tasks;

/// <summary>What changes of visits ask of people. Called by the one way into the book, under its locks and before the changes are saved.</summary>
public sealed class VisitTasks(SchedulingDbContext db, ClinicContext context, TaskBook tasks, IntakeConsults consults)
{
    // A visit before these can't be one of the last two.
    private const int VisitsLookedAt = 20;

    /// <summary>Opens and closes tasks for changed visits.</summary>
    public async Task FollowAsync(IReadOnlyList<Appointment> visits, CancellationToken cancellationToken)
    {
        List<TaskToOpen> toOpen = [];
        foreach (var visit in visits)
        {
            var was = db.Entry(visit).Property(v => v.State).OriginalValue;
            await CloseAsync(visit, was, cancellationToken);
            if (visit.State == AppointmentState.Partial && was != AppointmentState.Partial && visit.CountsAsSession)
            {
                toOpen.Add(TaskToOpen.Of(TaskKind.PartialDecision, visit, $"{visit.Id}:{visit.ScheduleVersion}", EndOfToday(await ClockAsync(visit.SiteId, cancellationToken))));
            }

            if (visit.State == AppointmentState.NeedsNewTime && was != AppointmentState.NeedsNewTime)
            {
                // The patient would come at the old time, and has to hear before that.
                var due = visit.StartsAt > context.Now ? visit.StartsAt : EndOfToday(await ClockAsync(visit.SiteId, cancellationToken));
                toOpen.Add(TaskToOpen.Of(TaskKind.NeedsNewTime, visit, $"{visit.Id}:{visit.ScheduleVersion}", due));
            }

            if ((visit.State == AppointmentState.NoShow) != (was == AppointmentState.NoShow))
            {
                toOpen.AddRange(await MissedAsync(visit, cancellationToken));
            }
        }

        await tasks.OpenAsync(toOpen, cancellationToken);
        await consults.FollowAsync(visits, cancellationToken);
    }

    private async Task CloseAsync(Appointment visit, AppointmentState was, CancellationToken cancellationToken)
    {
        if (was == AppointmentState.Partial && (visit.State != was || visit.PartialCounts is not null))
        {
            var outcome = visit.State != was ? "undone" : visit.PartialCounts == true ? "counted" : "repeated";
            await tasks.CloseOfVisitAsync(TaskKind.PartialDecision, visit.Id, outcome, cancellationToken);
        }

        if (visit.CourseId is { } course && visit.IsDelivered)
        {
            await tasks.CloseOfCourseAsync(TaskKind.GapReview, course, "treated", cancellationToken);
        }

        if (was == AppointmentState.NeedsNewTime && visit.State != was)
        {
            await tasks.CloseOfVisitAsync(TaskKind.NeedsNewTime, visit.Id, visit.State.IsToCome() ? "placed" : "cancelled", cancellationToken);
        }

        if (was.IsToCome() && !visit.State.IsToCome() && visit.EndsAt <= context.Now)
        {
            await tasks.CloseOfVisitAsync(TaskKind.VisitNotClosed, visit.Id, "entered", cancellationToken);
        }
    }

    // The patient is locked, so that two no-shows entered at once see each other.
    private async Task<IReadOnlyList<TaskToOpen>> MissedAsync(Appointment visit, CancellationToken cancellationToken)
    {
        var past = await db.Appointments.AsNoTracking()
            .Where(a => a.PatientId == visit.PatientId && a.Id != visit.Id && a.StartsAt <= context.Now)
            .OrderByDescending(a => a.StartsAt).Take(VisitsLookedAt).ToListAsync(cancellationToken);
        if (NoShowRule.MissedTwice([visit, .. past]) is not { } last)
        {
            await tasks.CloseOfPatientAsync(TaskKind.MissedTwice, visit.PatientId, "undone", cancellationToken);
            return [];
        }

        var asked = await db.Tasks.AnyAsync(t => t.Kind == TaskKind.MissedTwice && t.State == TaskState.Open && t.PatientId == visit.PatientId, cancellationToken);
        return asked ? [] : [TaskToOpen.Of(TaskKind.MissedTwice, last, $"{last.Id}", EndOfToday(await ClockAsync(last.SiteId, cancellationToken)))];
    }

    private async Task<SiteClock> ClockAsync(Guid siteId, CancellationToken cancellationToken) =>
        FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == siteId, cancellationToken));

    private DateTimeOffset EndOfToday(SiteClock clock) => clock.DayBounds(clock.DateOf(context.Now)).Until;
}
