using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Waitlist;

/// <summary>
/// Finds the places that visits have left, by the visits' own history, and offers each to those who wait, in order. Not in the request that cancels: that
/// answers at once, and whatever frees a place, a repair or another accepted offer too, is found the same way.
/// </summary>
public sealed class Backfill(
    SchedulingDbContext db, BookedVisits visits, VisitChoice choice, OfferEndings endings, TaskBook tasks, AuditLog audit, EventLog events, IOptions<WaitlistOptions> options)
{
    private const int PlacesAtOnce = 50;
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(2);
    // What suits changes with the book and not only with the list; but not by the minute.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(1);
    private readonly Dictionary<Guid, SiteClock> clocks = [];

    private DateTimeOffset Notice => db.Now.AddMinutes(options.Value.NoticeMinutes);

    /// <summary>Ends what has run out, finds freed places, makes offers.</summary>
    /// <returns>Offers made.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        foreach (var site in await db.Sites.AsNoTracking().ToListAsync(cancellationToken))
        {
            clocks[site.Id] = FactsReader.ClockOf(site);
        }

        await EndAsync(cancellationToken);
        await FindAsync(cancellationToken);
        var (now, notice) = (db.Now.UtcDateTime, Notice.UtcDateTime);
        // One that somebody is just accepting is for the next run.
        var places = await db.FreedPlaces.FromSql(
            $"select * from freed_places where state = 'open' and starts_at > {notice} order by starts_at, id limit {PlacesAtOnce} for update skip locked").ToListAsync(cancellationToken);
        var made = 0;
        foreach (var place in places)
        {
            made += await OfferAsync(place, cancellationToken);
        }

        return made;
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        var now = db.Now.UtcDateTime;
        foreach (var offer in await db.WaitlistOffers.FromSql($"select * from waitlist_offers where state = 'open' and expires_at <= {now} for update skip locked").ToListAsync(cancellationToken))
        {
            await endings.EndAsync(offer, OfferState.Expired, cancellationToken);
        }

        foreach (var entry in await db.WaitlistEntries.FromSql($"select * from waitlist_entries where state = 'waiting' and expires_at <= {now} for update skip locked").ToListAsync(cancellationToken))
        {
            entry.State = WaitlistState.Expired;
            events.Append("waitlist.expired", "waitlist_entry", entry.Id, entry.SiteId, new { entry.PatientId });
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    // Ids of changes are in order of time, so that the last days are the end of the key.
    private Task<int> FindAsync(CancellationToken cancellationToken)
    {
        var first = Guid.ParseExact($"{(db.Now - LookBack).ToUnixTimeMilliseconds():x12}{new string('0', 20)}", "N");
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into freed_places (clinic_id, id, site_id, appointment_id, starts_at, ends_at, state, fence, created_at)
            select c.clinic_id, c.id, (c.before->>'siteId')::uuid, c.appointment_id, (c.before->>'startsAt')::timestamptz, (c.before->>'endsAt')::timestamptz, 'open', 0, {db.Now.UtcDateTime}
            from appointment_changes c
            where c.id >= {first} and c.kind in ('cancelled', 'moved', 'lost_place') and c.before->>'state' in ('booked', 'confirmed')
                and (c.before->>'startsAt')::timestamptz > {Notice.UtcDateTime}
                and (c.kind <> 'moved' or c.before->>'startsAt' <> c.after->>'startsAt' or c.before->>'siteId' <> c.after->>'siteId')
            on conflict do nothing
            """,
            cancellationToken);
    }

    private async Task<int> OfferAsync(FreedPlace place, CancellationToken cancellationToken)
    {
        var before = await db.WaitlistOffers.Where(o => o.PlaceId == place.Id).ToListAsync(cancellationToken);
        var open = before.Count(o => o.State == OfferState.Open);
        var room = options.Value.OffersAtOnce - open;
        if (room <= 0)
        {
            return 0;
        }

        var offered = before.Select(o => o.EntryId).ToList();
        var looked = place.LookedThroughAt is { } at && at > db.Now - LookAgainAfter ? at : DateTimeOffset.MinValue;
        var waiting = await db.WaitlistEntries.AsNoTracking()
            .Where(e => e.State == WaitlistState.Waiting && e.SiteId == place.SiteId && !offered.Contains(e.Id) && (e.ExpiresAt == null || e.ExpiresAt > db.Now)
                && !db.WaitlistOffers.Any(o => o.EntryId == e.Id && o.State == OfferState.Open)
                && (e.UpdatedAt > looked || db.WaitlistOffers.Any(o => o.EntryId == e.Id && o.ClosedAt > looked)))
            .OrderBy(e => e.CreatedAt).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        List<WaitlistOffer> made = [];
        foreach (var entry in waiting)
        {
            if (made.Count < room && await VisitForAsync(entry, place, cancellationToken) is { } visit)
            {
                made.Add(NewOffer(entry, place, visit));
            }
        }

        if (looked == DateTimeOffset.MinValue)
        {
            place.LookedThroughAt = made.Count < room ? db.Now : null;
        }

        if (made.Count == 0)
        {
            await db.SaveChangesAsync(cancellationToken);
            return 0;
        }

        // A new round: what the last one left unanswered can't be accepted any more.
        place.Fence += open == 0 ? 1 : 0;
        made.ForEach(o => o.Fence = place.Fence);
        db.WaitlistOffers.AddRange(made);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var offer in made)
        {
            var entry = waiting.Single(e => e.Id == offer.EntryId);
            audit.Write("offer", "waitlist_offer", offer.Id);
            events.Append("waitlist.offered", "waitlist_offer", offer.Id, offer.SiteId, new { offer.EntryId, offer.AppointmentId, offer.StartsAt, offer.Fence, offer.ExpiresAt });
            await tasks.OpenAsync([new TaskToOpen(TaskKind.WaitlistOffer, $"{offer.Id}", offer.SiteId, offer.ExpiresAt, entry.PatientId, entry.CourseId, offer.AppointmentId)], cancellationToken);
        }

        return made.Count;
    }

    // Whether the visit would do there is asked of the same rules as a move; the move asks them again under its locks.
    private async Task<Appointment?> VisitForAsync(WaitlistEntry entry, FreedPlace place, CancellationToken cancellationToken)
    {
        var mine = await db.Appointments.AsNoTracking()
            .Where(a => entry.AppointmentId == null ? a.CourseId == entry.CourseId : a.Id == entry.AppointmentId).ToListAsync(cancellationToken);
        if (WaitlistRule.VisitFor(entry, place.StartsAt, mine, db.Now, clocks[place.SiteId]) is not { } visit)
        {
            return null;
        }

        var booked = await visits.ReadAsync(visit.Id, cancellationToken);
        // Visits of a course on hold stay where they are, so that an offer could not be accepted.
        if (booked.Terms.Course is { State: CourseState.OnHold })
        {
            return null;
        }

        var (_, fits) = await choice.TryAsync(booked.Terms, booked.AsBooked with { Start = booked.Clock.ToLocal(place.StartsAt) }, null, cancellationToken);
        return fits ? visit : null;
    }

    private WaitlistOffer NewOffer(WaitlistEntry entry, FreedPlace place, Appointment visit)
    {
        var (until, last) = (db.Now.AddMinutes(options.Value.OfferMinutes), place.StartsAt.AddMinutes(-options.Value.NoticeMinutes));
        return new WaitlistOffer
        {
            ClinicId = place.ClinicId,
            Id = Guid.CreateVersion7(db.Now),
            EntryId = entry.Id,
            PlaceId = place.Id,
            AppointmentId = visit.Id,
            ScheduleVersion = visit.ScheduleVersion,
            SiteId = place.SiteId,
            StartsAt = place.StartsAt,
            ExpiresAt = until < last ? until : last,
            State = OfferState.Open,
        };
    }
}
