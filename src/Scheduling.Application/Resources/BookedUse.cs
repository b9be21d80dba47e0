using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Resources;

/// <summary>Refuses to take away what is booked, and names it. Callers hold the locks, so nothing is booked meanwhile.</summary>
public sealed class BookedUse(SchedulingDbContext db, ClinicContext context)
{
    private const int Named = 50;

    /// <summary>Refuses while visits to come match.</summary>
    /// <param name="uses">Which visits use it.</param>
    /// <param name="resource">What they use, for the answer; null for a site.</param>
    /// <exception cref="SchedulingException">in_use, with the first 50 visits.</exception>
    public async Task RefuseWhileBookedAsync(Expression<Func<Appointment, bool>> uses, ConflictResource? resource, CancellationToken cancellationToken)
    {
        var booked = await ToCome().Where(uses).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).Take(Named).ToListAsync(cancellationToken);
        if (booked.Count > 0)
        {
            throw Refusal("It is booked; move or cancel these visits first.", booked, resource);
        }

        if (resource is not null && await HeldAsync(resource.Id, 0, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.InUse, "It is held for a caller who is choosing; try again when the hold has ended.")
            {
                Conflicts = [new Conflict { Reason = "held", Resource = resource }],
            };
        }
    }

    /// <summary>Refuses a capacity under the lanes that are in use now or later.</summary>
    /// <exception cref="SchedulingException">in_use, with the first 50 visits on the lanes above.</exception>
    public async Task RefuseBelowLanesInUseAsync(ConflictResource resource, int capacity, CancellationToken cancellationToken)
    {
        var above = await db.Database.SqlQuery<Guid>($"""
            select distinct appointment_id as "Value" from allocations
            where live and resource_id = {resource.Id} and lane >= {capacity} and ends_at > {context.Now.ToUniversalTime()} and appointment_id is not null
            """).ToListAsync(cancellationToken);
        if (above.Count > 0)
        {
            var booked = await db.Appointments.AsNoTracking().Where(a => above.Contains(a.Id)).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).Take(Named).ToListAsync(cancellationToken);
            throw Refusal("More is booked at once than the new capacity allows; move or cancel these visits first.", booked, resource);
        }

        if (await HeldAsync(resource.Id, capacity, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.InUse, "More is held at once than the new capacity allows; try again when the hold has ended.")
            {
                Conflicts = [new Conflict { Reason = "held", Resource = resource }],
            };
        }
    }

    /// <summary>Visits that are booked and not over.</summary>
    public IQueryable<Appointment> ToCome() => db.Appointments.AsNoTracking().Where(a => a.EndsAt > context.Now
        && (a.State == AppointmentState.Booked || a.State == AppointmentState.Confirmed || a.State == AppointmentState.CheckedIn || a.State == AppointmentState.InProgress));

    private async Task<bool> HeldAsync(Guid resourceId, int fromLane, CancellationToken cancellationToken)
    {
        var now = context.Now.ToUniversalTime();
        return await db.Database.SqlQuery<bool>($"""
            select exists (select 1 from allocations
            where live and resource_id = {resourceId} and lane >= {fromLane} and hold_id is not null and expires_at > {now} and ends_at > {now}) as "Value"
            """).SingleAsync(cancellationToken);
    }

    private static SchedulingException Refusal(string detail, List<Appointment> booked, ConflictResource? resource) => new(ProblemCodes.InUse, detail)
    {
        Conflicts = [.. booked.Select(a => new Conflict
        {
            Start = Local(a, a.StartsAt),
            End = Local(a, a.EndsAt),
            Resource = resource,
            Reason = "booked",
            BlockedBy = new ConflictInterval(Local(a, a.StartsAt), Local(a, a.EndsAt)),
        })],
        Extensions = new Dictionary<string, object?> { ["appointmentIds"] = booked.Select(a => a.Id).ToList() },
    };

    private static DateTimeOffset Local(Appointment visit, DateTimeOffset instant) => SiteClock.ForZone(visit.TimeZone).ToLocal(instant);
}
