using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Puts visits of many patients at new places in one transaction, as a repair or a swap of places does.</summary>
public sealed class VisitRelocating(ResourceLocks locks, Allocations allocations, VisitBooking booking)
{
    /// <summary>
    /// Takes every lock at once, releases all old lanes in one statement, then places patient by patient, each checked beside those before. One refusal
    /// refuses all: it is the caller's transaction.
    /// </summary>
    /// <param name="parts">The patients' parts; nobody is in two of the same course.</param>
    /// <param name="reason">Why, for the visits' history.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">place_taken, rule_broken, wrong_state, stale_version.</exception>
    public async Task RelocateAsync(IReadOnlyList<VisitRelocation> parts, string? reason, CancellationToken cancellationToken)
    {
        await LockAsync(parts, cancellationToken);
        var staying = parts.SelectMany(p => p.Terms.Kept.Where(k => k.Value.Place).Select(k => k.Key)).ToHashSet();
        await allocations.ReleaseAppointmentsAsync(parts.SelectMany(p => p.Appointments).Select(a => a.Id).Where(id => !staying.Contains(id)), cancellationToken);
        // First those that end up without a place, so that nobody is checked beside a visit that is gone.
        foreach (var part in parts.Where(p => p.Losing.Count > 0))
        {
            await booking.LosePlacesAsync(part, reason, cancellationToken);
        }

        // Each is asked, whatever the one before met: a refusal names everything that is in the way.
        List<SchedulingException> refusals = [];
        var placing = parts.Where(p => p.Places.Count > 0).ToList();
        for (var i = 0; i < placing.Count; i++)
        {
            var leaving = placing.Skip(i + 1).SelectMany(p => p.Places).Select(v => v.AppointmentId).ToList();
            try
            {
                await booking.PlaceAgainAsync(placing[i] with { Terms = placing[i].Terms with { Leaving = leaving } }, reason, cancellationToken);
            }
            catch (SchedulingException refusal) when (refusal.Conflicts.Count > 0)
            {
                refusals.Add(refusal);
            }
        }

        if (refusals.Count > 0)
        {
            var first = refusals.FirstOrDefault(r => r.Code == ProblemCodes.RuleBroken) ?? refusals[0];
            throw new SchedulingException(first.Code, first.Message) { Rule = first.Rule, Conflicts = [.. refusals.SelectMany(r => r.Conflicts).OrderBy(c => c.Start)] };
        }
    }

    /// <summary>The locks of all parts, before anything of them is read to be trusted.</summary>
    public Task LockAsync(IReadOnlyList<VisitRelocation> parts, CancellationToken cancellationToken) => locks.TakeForBookingsAsync(
        parts.SelectMany(p => p.Appointments).Select(a => a.SiteId).Concat(parts.SelectMany(p => p.Places).Select(v => v.SiteId)),
        parts.Select(p => p.Terms.Course?.Id).OfType<Guid>(),
        parts.SelectMany(p => p.Places).SelectMany(v => v.ResourceIds)
            .Concat(parts.SelectMany(p => p.Appointments).SelectMany(a => a.Staff.Select(s => s.StaffId).Concat(new[] { a.DeviceId, a.RoomId }.OfType<Guid>())))
            .Concat(parts.Select(p => p.Terms.Patient.Id)),
        cancellationToken);
}
