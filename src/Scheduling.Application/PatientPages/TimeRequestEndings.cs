using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.PatientPages;

/// <summary>Ends requests for another time, and the tasks that they opened.</summary>
public sealed class TimeRequestEndings(SchedulingDbContext db, ClinicContext context, TaskBook tasks, AuditLog audit, EventLog events)
{
    /// <summary>Ends one.</summary>
    public async Task EndAsync(TimeRequest request, TimeRequestState state, CancellationToken cancellationToken)
    {
        (request.State, request.DecidedAt, request.DecidedBy) = (state, context.Now, context.Actor);
        var word = StoredJson.Word(state);
        audit.Write(word, "time_request", request.Id);
        events.Append($"time_request.{word}", "time_request", request.Id, request.SiteId, new { request.PatientId, request.AppointmentId });
        await tasks.CloseOfCauseAsync(TaskKind.TimeRequested, request.Id.ToString(), word, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Ends those of a patient whose visit has changed since, whoever changed it.</summary>
    public async Task SettleAsync(Guid patientId, CancellationToken cancellationToken)
    {
        var open = await db.TimeRequests.Where(r => r.PatientId == patientId && r.State == TimeRequestState.Open).ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return;
        }

        var ids = open.Select(r => r.AppointmentId).ToList();
        var visits = await db.Appointments.AsNoTracking().Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancellationToken);
        foreach (var request in open.Where(r => visits[r.AppointmentId].ScheduleVersion != r.ScheduleVersion || !visits[r.AppointmentId].State.MayMove()))
        {
            await EndAsync(request, TimeRequestState.Outdated, cancellationToken);
        }
    }
}
