using Scheduling.Application.Persistence;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Waitlist;

/// <summary>How an open offer ends, whoever ends it: its state and time, the audit, the event, and the task that asked somebody to make it known.</summary>
public sealed class OfferEndings(SchedulingDbContext db, TaskBook tasks, AuditLog audit, EventLog events)
{
    /// <summary>Ends it; saved with whatever else the transaction saves.</summary>
    internal async Task EndAsync(WaitlistOffer offer, OfferState state, CancellationToken cancellationToken)
    {
        (offer.State, offer.ClosedAt) = (state, db.Now);
        audit.Write(StoredJson.Word(state), "waitlist_offer", offer.Id);
        events.Append($"waitlist.offer_{StoredJson.Word(state)}", "waitlist_offer", offer.Id, offer.SiteId, new { offer.EntryId, offer.AppointmentId, offer.StartsAt, offer.Fence });
        await tasks.CloseOfVisitAsync(TaskKind.WaitlistOffer, offer.AppointmentId, StoredJson.Word(state), cancellationToken);
    }
}
