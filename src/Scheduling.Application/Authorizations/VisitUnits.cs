using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Authorizations;

/// <summary>
/// Keeps units and visits together (R19): whatever changes visits settles the units of their course under the same locks and writes rows, units and tags with the
/// visits. A visit that gets a unit, or needs none any more, is firm; one that needs one and has none is tagged.
/// </summary>
public sealed class VisitUnits(SchedulingDbContext db, ClinicContext context, ProviderApprovals providers, VisitHistory history)
{
    /// <summary>Settles the units of the course of visits that have been changed but not saved; everything is written by the next save.</summary>
    /// <param name="terms">Course and protocol.</param>
    /// <param name="book">The course's visits and units as they were, under the locks.</param>
    /// <param name="changed">The visits as they are to be.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Visits that need a unit and have none, with the reason; none for a course without authorizations.</returns>
    internal async Task<IReadOnlyDictionary<Guid, string>> SettleAsync(BookingTerms terms, LockedBook book, IReadOnlyCollection<Appointment> changed, CancellationToken cancellationToken)
    {
        if (terms is not { Course: { } course, Protocol: { } protocol } || book.Units is not { } rows)
        {
            return new Dictionary<Guid, string>();
        }

        var own = changed.Where(a => a.CourseId == course.Id).ToList();
        var known = own.Select(a => a.Id).ToHashSet();
        return (await SettleAsync(course, protocol.Definition, rows, own, [.. book.OfCourse.Where(a => !known.Contains(a.Id))], [], cancellationToken)).Without;
    }

    /// <summary>The same for a course as a whole, after its authorizations were changed.</summary>
    /// <param name="course">The course, locked, as it is to be.</param>
    /// <param name="protocol">Its protocol.</param>
    /// <param name="rows">Its authorizations as they are to be, and the units as they are.</param>
    /// <param name="changed">Visits that the caller is changing.</param>
    /// <param name="others">The course's other visits.</param>
    /// <param name="adjustments">Rows for units granted or taken back.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<UnitSettlement> SettleAsync(
        Course course,
        ProtocolDefinition protocol,
        UnitRows rows,
        IReadOnlyCollection<Appointment> changed,
        IReadOnlyCollection<Appointment> others,
        IReadOnlyList<UnitEntry> adjustments,
        CancellationToken cancellationToken)
    {
        var settlement = UnitLedger.Settle(rows.BookOf(course, protocol.Code), [.. changed.Concat(others).Select(a => rows.VisitOf(a, protocol.BillingCodes))]);
        foreach (var visit in changed)
        {
            Mark(visit, StandingOf(visit, settlement, rows, course));
        }

        await FollowAsync([.. others.Where(a => Differs(a, StandingOf(a, settlement, rows, course)))], settlement, rows, course, cancellationToken);
        Write(settlement, rows.Claims, adjustments);
        await providers.FollowAsync(course, rows, settlement, cancellationToken);
        return settlement;
    }

    /// <summary>The visits of a course are marked as the ledger says; those that nobody else is changing get a line of history.</summary>
    private async Task FollowAsync(IReadOnlyList<Appointment> others, UnitSettlement settlement, UnitRows rows, Course course, CancellationToken cancellationToken)
    {
        if (others.Count == 0)
        {
            return;
        }

        var ids = others.Select(a => a.Id).ToList();
        foreach (var visit in await db.Appointments.Include(a => a.Staff).Where(a => ids.Contains(a.Id)).OrderBy(a => a.StartsAt).ToListAsync(cancellationToken))
        {
            var before = AppointmentSnapshot.Json(visit);
            var firm = visit.Commitment;
            Mark(visit, StandingOf(visit, settlement, rows, course));
            history.Add(visit, "flagged", before, firm != visit.Commitment ? "authorized" : null);
        }
    }

    private void Write(UnitSettlement settlement, IReadOnlyList<UnitClaim> before, IReadOnlyList<UnitEntry> adjustments)
    {
        var after = settlement.Claims.ToDictionary(c => c.Id);
        var was = before.ToDictionary(c => c.Id);
        var gone = before.Where(b => !after.TryGetValue(b.Id, out var a) || !IsSame(a, b)).Select(b => b.Id).ToArray();
        List<UnitClaim> taken = [.. settlement.Claims.Where(a => !was.TryGetValue(a.Id, out var b) || !IsSame(a, b))];
        List<UnitEntry> entries = [.. adjustments, .. settlement.Entries];
        foreach (var entry in entries)
        {
            (entry.ClinicId, entry.Id, entry.At, entry.Actor) = (context.ClinicId, Guid.CreateVersion7(context.Now), context.Now, context.Actor);
        }

        taken.ForEach(c => c.ClinicId = context.ClinicId);
        if (gone.Length + taken.Count + entries.Count > 0)
        {
            db.WriteWithSave(trip =>
            {
                if (gone.Length > 0)
                {
                    trip.Tell("delete from unit_claims where id = any($1)", gone);
                }

                EntityRows<UnitEntry>.Of(db).Insert(trip, entries);
                EntityRows<UnitClaim>.Of(db).Insert(trip, taken);
            });
        }
    }

    // Tentative visits wait without a tag as long as somebody may still approve them (R22).
    private static Standing StandingOf(Appointment visit, UnitSettlement settlement, UnitRows rows, Course course)
    {
        if (course.Coverage is not { HasLedger: true })
        {
            // Nothing is kept in the ledger: self-pay, or a coverage entered by hand, whose tags are the booking's.
            var (firm, selfPay) = (course.State != CourseState.AwaitingAuthorization, course.Coverage?.Kind == CoverageKind.SelfPay);
            return new Standing(!selfPay && visit.Flags.Contains(UnitReasons.Tag), firm ? Commitment.Firm : visit.Commitment, firm ? null : visit.DecideBy);
        }

        var has = settlement.Claims.Any(c => c.Id == visit.Id);
        var commitment = has ? Commitment.Firm : visit.Commitment;
        var waits = commitment == Commitment.Tentative && rows.IsPending;
        var decideBy = !waits ? null : PendingDecision.Last(rows.Authorizations)?.DecideBy;
        return new Standing(settlement.Without.ContainsKey(visit.Id) && !waits, commitment, visit.State.IsToCome() ? decideBy : visit.DecideBy);
    }

    private static bool Differs(Appointment visit, Standing standing) =>
        visit.Flags.Contains(UnitReasons.Tag) != standing.Tagged || visit.Commitment != standing.Commitment || visit.DecideBy != standing.DecideBy;

    private static void Mark(Appointment visit, Standing standing)
    {
        if (visit.Flags.Contains(UnitReasons.Tag) != standing.Tagged)
        {
            visit.Flags = standing.Tagged ? [.. visit.Flags, UnitReasons.Tag] : [.. visit.Flags.Where(f => f != UnitReasons.Tag)];
        }

        (visit.Commitment, visit.DecideBy) = (standing.Commitment, standing.DecideBy);
    }

    private static bool IsSame(UnitClaim a, UnitClaim b) => a.LineId == b.LineId && a.State == b.State && a.ServiceOn == b.ServiceOn && a.Code == b.Code && a.Once == b.Once;

    private readonly record struct Standing(bool Tagged, Commitment Commitment, DateTimeOffset? DecideBy);
}
