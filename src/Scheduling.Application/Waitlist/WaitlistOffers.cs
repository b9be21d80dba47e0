using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Time;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Waitlist;

/// <summary>
/// Answers to offers. Whoever accepts locks the place's row first, so that one offer of a place wins and the others see that it is taken; then the visit moves
/// through the one way into the book, with its locks and rules.
/// </summary>
public sealed class WaitlistOffers(SchedulingDbContext db, ClinicContext context, WaitlistBook waitlist, VisitChanges changes, OfferEndings endings)
{
    /// <summary>Moves the visit to the place offered and frees its old one.</summary>
    /// <param name="entryId">The entry.</param>
    /// <param name="offerId">Its offer.</param>
    /// <param name="expect">Refuses an offer that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, place_taken, rule_broken.</exception>
    public async Task<(WaitlistOffer Offer, Appointment Visit)> AcceptAsync(Guid entryId, Guid offerId, Action<int> expect, CancellationToken cancellationToken)
    {
        await waitlist.GetAsync(entryId, cancellationToken);
        var asked = await FindAsync(entryId, offerId, cancellationToken);
        // The loser waits here, and then sees what the winner wrote.
        await db.FreedPlaces.FromSql($"select * from freed_places where id = {asked.PlaceId} for update").AsNoTracking().SingleAsync(cancellationToken);
        // Nor is the offer withdrawn or run out while the visit moves.
        await waitlist.LockAsync(entryId, cancellationToken);
        await db.WaitlistOffers.FromSql($"select * from waitlist_offers where id = {offerId} for update").AsNoTracking().SingleAsync(cancellationToken);
        asked = await FindAsync(entryId, offerId, cancellationToken);
        expect(asked.Version);
        var place = await db.FreedPlaces.AsNoTracking().SingleAsync(p => p.Id == asked.PlaceId, cancellationToken);
        Require(asked, place);
        var visit = await changes.MoveAsync(
            asked.AppointmentId,
            new VisitMove { Start = new StartTime(asked.StartsAt), Reason = "Offered from the waitlist." },
            a => RequireUnmoved(a, asked),
            cancellationToken);
        return (await WinAsync(asked, cancellationToken), visit);
    }

    /// <summary>Declines an offer; the next in order gets one.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state.</exception>
    public async Task<WaitlistOffer> DeclineAsync(Guid entryId, Guid offerId, Action<int> expect, CancellationToken cancellationToken)
    {
        await waitlist.GetAsync(entryId, cancellationToken);
        await FindAsync(entryId, offerId, cancellationToken);
        var offer = await db.WaitlistOffers.SingleAsync(o => o.Id == offerId, cancellationToken);
        expect(offer.Version);
        if (offer.State != OfferState.Open)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The offer is {StoredJson.Word(offer.State)}.");
        }

        await endings.EndAsync(offer, OfferState.Declined, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return offer;
    }

    private async Task<WaitlistOffer> WinAsync(WaitlistOffer won, CancellationToken cancellationToken)
    {
        var place = await db.FreedPlaces.SingleAsync(p => p.Id == won.PlaceId, cancellationToken);
        place.State = FreedPlaceState.Taken;
        var offers = await db.WaitlistOffers.Where(o => o.PlaceId == won.PlaceId && o.State == OfferState.Open).ToListAsync(cancellationToken);
        foreach (var offer in offers)
        {
            await endings.EndAsync(offer, offer.Id == won.Id ? OfferState.Accepted : OfferState.Lost, cancellationToken);
        }

        var entry = await db.WaitlistEntries.SingleAsync(e => e.Id == won.EntryId, cancellationToken);
        entry.State = WaitlistState.Fulfilled;
        await db.SaveChangesAsync(cancellationToken);
        return offers.Single(o => o.Id == won.Id);
    }

    private void Require(WaitlistOffer offer, FreedPlace place)
    {
        var gone = offer.State != OfferState.Open ? StoredJson.Word(offer.State)
            : offer.ExpiresAt <= context.Now ? "expired"
            : place.State != FreedPlaceState.Open || offer.Fence != place.Fence ? "lost"
            : null;
        if (gone is not null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The offer is {gone}.");
        }
    }

    private static void RequireUnmoved(Appointment visit, WaitlistOffer offer)
    {
        if (visit.ScheduleVersion != offer.ScheduleVersion)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The visit has been moved since the offer was made.");
        }
    }

    private async Task<WaitlistOffer> FindAsync(Guid entryId, Guid offerId, CancellationToken cancellationToken) =>
        await db.WaitlistOffers.AsNoTracking().SingleOrDefaultAsync(o => o.Id == offerId && o.EntryId == entryId, cancellationToken) ?? throw SchedulingException.NotFound();
}
