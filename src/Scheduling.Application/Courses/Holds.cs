using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Courses;

/// <summary>Keeps the places of a plan's option for a while. A hold past its expiry blocks nothing, whether or not any job ran.</summary>
public sealed class Holds(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, Allocations allocations, VisitBooking booking, PlannedVisits planned, EventLog events)
{
    /// <summary>Longest hold from now, in minutes.</summary>
    public const int LongestMinutes = 24 * 60;

    /// <summary>Holds one option of a plan, as shown.</summary>
    public async Task<Hold> TakeAsync(Course course, StoredPlan plan, int option, int minutes, CancellationToken cancellationToken)
    {
        var visits = await planned.OfAsync(course, plan, option, cancellationToken);
        var hold = new Hold
        {
            ClinicId = context.ClinicId,
            Id = Guid.CreateVersion7(context.Now),
            CourseId = course.Id,
            PlanId = plan.Id,
            Option = option,
            ExpiresAt = context.Now.AddMinutes(minutes),
            State = HoldState.Active,
        };
        await booking.HoldAsync(await planned.TermsAsync(course, plan, cancellationToken), visits, hold, cancellationToken);
        events.Append("hold.taken", "hold", hold.Id, course.SiteId, new { hold.CourseId, hold.PlanId, hold.Option, hold.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
        return hold;
    }

    /// <summary>Gives the places up.</summary>
    public async Task ReleaseAsync(Hold hold, CancellationToken cancellationToken)
    {
        await LockAsync(hold, cancellationToken);
        if (hold.State != HoldState.Active)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The hold is {StoredJson.Word(hold.State)}.");
        }

        await allocations.ReleaseHoldAsync(hold.Id, cancellationToken);
        hold.State = HoldState.Released;
        events.Append("hold.released", "hold", hold.Id);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Moves the expiry to so many minutes from now. An expired hold can't be extended: its places are offered again.</summary>
    public async Task ExtendAsync(Hold hold, int minutes, CancellationToken cancellationToken)
    {
        await LockAsync(hold, cancellationToken);
        if (hold.State != HoldState.Active || hold.ExpiresAt <= context.Now)
        {
            throw new SchedulingException(ProblemCodes.HoldExpired);
        }

        hold.ExpiresAt = context.Now.AddMinutes(minutes);
        await using var command = db.Command("update allocations set expires_at = $1 where hold_id = $2", hold.ExpiresAt.UtcDateTime, hold.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
        events.Append("hold.extended", "hold", hold.Id, null, new { hold.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
    }

    // The course's row guards its holds: a booking that consumes one holds it too.
    private async Task LockAsync(Hold hold, CancellationToken cancellationToken)
    {
        await locks.TakeForBookingAsync([], hold.CourseId, [], cancellationToken);
        await db.Entry(hold).ReloadAsync(cancellationToken);
    }
}
