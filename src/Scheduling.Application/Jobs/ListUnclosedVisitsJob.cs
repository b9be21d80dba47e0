using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Jobs;

/// <summary>Opens a task for every visit whose local day has ended without anybody entering what became of it. Nothing is guessed.</summary>
public sealed class ListUnclosedVisitsJob(ClinicRounds rounds, ILogger<ListUnclosedVisitsJob> logger) : IJob
{
    private const int Batch = 500;

    // Bounds the scan. A visit is seen many times before it is as old as that.
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(60);

    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var done = await rounds.RunAsync("clinics_to_look_through", TimeSpan.Zero, "job:list-unclosed-visits", ListAsync, cancellationToken);
        foreach (var (clinicId, opened) in done)
        {
            logger.LogInformation("Listed {Visits} visits left open of clinic {ClinicId}", opened, clinicId);
        }

        return done.Values.Sum();
    }

    private static async Task<int> ListAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var (db, book) = (services.GetRequiredService<SchedulingDbContext>(), services.GetRequiredService<TaskBook>());
        List<TaskToOpen> found = [];
        foreach (var site in await db.Sites.AsNoTracking().OrderBy(s => s.Id).ToListAsync(cancellationToken))
        {
            var clock = FactsReader.ClockOf(site);
            var today = clock.DateOf(db.Now);
            var (now, since) = (db.Now.UtcDateTime, (db.Now - LookBack).UtcDateTime);
            // Locked against being closed until the task is there, or the one who closes it would not find the task. Rows that somebody is at are for the next run.
            var visits = await db.Appointments.FromSql(
                $"""
                select * from appointments a
                where a.site_id = {site.Id} and a.starts_at > {since} and a.ends_at <= {now} and a.local_date < {today} and a.state = any({OpenStates})
                    and not exists (select from tasks t where t.appointment_id = a.id and t.kind = 'visit_not_closed' and not (t.state = 'closed' and t.closed_by_rule))
                order by a.starts_at, a.id limit {Batch}
                for no key update of a skip locked
                """).AsNoTracking().ToListAsync(cancellationToken);
            found.AddRange(visits.Select(v => TaskToOpen.Of(TaskKind.VisitNotClosed, v, $"{v.Id}", clock.DayBounds(today).Until)));
        }

        return await book.OpenAsync(found, cancellationToken);
    }

    private static string[] OpenStates { get; } = [.. AppointmentStates.Open.Select(StoredJson.Word)];
}
