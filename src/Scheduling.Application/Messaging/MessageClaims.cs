using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>
/// Takes due messages for a worker: under the lock of the patient's file each is compared with the book once more, put into words, and committed as
/// <see cref="MessageState.Sending"/> before anything leaves. What a dead worker had in hand is settled here too.
/// </summary>
public sealed class MessageClaims(SchedulingDbContext db, PatientFiles files, MessageRoutes routes, MessageWriting writing, IOptions<MessagingOptions> options)
{
    private static readonly TimeSpan LimitsLookBack = TimeSpan.FromDays(8);
    private static readonly MessageState[] MayHaveLeft = [.. Enum.GetValues<MessageState>().Where(s => s.MayHaveLeft())];

    /// <summary>Takes what is due, at most a batch.</summary>
    /// <returns>How many were looked at, and those of them that are to leave.</returns>
    public async Task<(int Looked, IReadOnlyList<ClaimedMessage> Claimed)> TakeAsync(CancellationToken cancellationToken)
    {
        await SettleDeadAsync(cancellationToken);
        var due = await db.Messages.AsNoTracking()
            .Where(m => m.State == MessageState.Scheduled && m.NextTryAt <= db.Now)
            .OrderBy(m => m.NextTryAt).ThenBy(m => m.Id).Take(options.Value.Batch)
            .Select(m => new { m.Id, m.PatientId }).ToListAsync(cancellationToken);
        List<ClaimedMessage> claimed = [];
        var looked = 0;
        // The file before the message, as in planning; whose file another worker has is left to it.
        foreach (var messaging in await files.LockFreeAsync([.. due.Select(d => d.PatientId).Distinct()], cancellationToken))
        {
            var ids = due.Where(d => d.PatientId == messaging.Id).Select(d => d.Id).ToArray();
            var taken = await files.ApartAsync(messaging.Id, () => PrepareAllAsync(messaging, ids, cancellationToken), cancellationToken);
            if (taken is null)
            {
                var now = db.Now;
                await db.Messages.Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(
                    m => m.SetProperty(x => x.State, MessageState.Failed).SetProperty(x => x.Reason, "not_writable").SetProperty(x => x.Version, x => x.Version + 1).SetProperty(x => x.UpdatedAt, now), cancellationToken);
            }

            claimed.AddRange(taken ?? []);
            looked += ids.Length;
        }

        return (looked, claimed);
    }

    private async Task<IReadOnlyList<ClaimedMessage>> PrepareAllAsync(PatientMessaging messaging, Guid[] ids, CancellationToken cancellationToken)
    {
        List<ClaimedMessage> claimed = [];
        var messages = await db.Messages.FromSql($"select * from messages where id = any({ids}) and state = 'scheduled' order by next_try_at, id for update").ToListAsync(cancellationToken);
        var file = await files.ReadAsync(messaging, cancellationToken);
        foreach (var message in messages)
        {
            if (file is not null && await PrepareAsync(message, file, cancellationToken) is { } outgoing)
            {
                claimed.Add(outgoing);
            }

            // The limits of the next one count this one.
            await db.SaveChangesAsync(cancellationToken);
        }

        return claimed;
    }

    private async Task<ClaimedMessage?> PrepareAsync(Message message, PatientFile file, CancellationToken cancellationToken)
    {
        var answer = MessageKinds.ClassOf(message.Kind) == MessageClass.Answer;
        if (!answer && !file.Terms.Enabled)
        {
            return End(message, MessageState.Superseded, "switched_off");
        }

        if (message.UseUntil <= db.Now)
        {
            return End(message, MessageState.Suppressed, "too_late");
        }

        if (routes.Refuse(file, message) is { } refused)
        {
            return End(message, MessageState.Suppressed, refused);
        }

        if (!answer && await HoldBackAsync(message, file, cancellationToken))
        {
            return null;
        }

        var (stands, news, listed) = Content(message, file);
        if (!stands)
        {
            return End(message, MessageState.Superseded, "changed");
        }

        if (message.Kind == MessageKind.VisitReminder && await IsToldAsync(listed[0], file, cancellationToken))
        {
            return End(message, MessageState.Superseded, "told_already");
        }

        var (outgoing, kept) = message.Kind == MessageKind.StaffReply
            ? (new OutgoingMessage(message.Id, message.Address!, file.Sites[message.SiteId].Alias, file.Patient.Language, null, message.Body!), message.Body!)
            : await writing.WriteAsync(message, file, news, listed, cancellationToken);
        message.Become(MessageState.Sending);
        message.Attempts++;
        message.Fence++;
        message.LeaseUntil = db.Now.AddSeconds(options.Value.LeaseSeconds);
        // Where consent was asked of just now, whatever it was when the message was made or tried first.
        message.Address = outgoing.Address;
        (message.Subject, message.Body) = (outgoing.Subject, kept);
        message.Says = news?.Says ?? [];
        outgoing = outgoing with { ClinicId = db.ClinicId };
        return new ClaimedMessage(db.ClinicId, message.Fence, message.Attempts, outgoing, message.Channel);
    }

    // M3, M4: now is not the time. It may have been when the message was made: workers stand still, hours change.
    private async Task<bool> HoldBackAsync(Message message, PatientFile file, CancellationToken cancellationToken)
    {
        var kindOf = MessageKinds.ClassOf(message.Kind);
        var hours = kindOf == MessageClass.UrgentChange ? file.Terms.Policy.UrgentHours : file.Terms.Policy.Hours;
        var at = hours.Next(db.Now, message.UseUntil, file.Clock);
        if (at != db.Now)
        {
            message.Become(at is null ? MessageState.Suppressed : MessageState.Scheduled, at is null ? "quiet_hours" : null);
            message.NextTryAt = at ?? message.NextTryAt;
            return true;
        }

        if (kindOf != MessageClass.Reminder || message.Channel != MessageChannel.Sms || ConsentRecord.CoversMore(file.Consents, message.Channel, file.AddressOf(message.Channel)!))
        {
            return false;
        }

        var since = db.Now - LimitsLookBack;
        var sent = await db.Messages.AsNoTracking()
            .Where(m => m.PatientId == message.PatientId && m.Channel == MessageChannel.Sms && MayHaveLeft.Contains(m.State) && m.UpdatedAt >= since
                && (m.Kind == MessageKind.VisitReminder || m.Kind == MessageKind.WeeklyDigest))
            .Select(m => m.SentAt ?? m.UpdatedAt).ToListAsync(cancellationToken);
        if (file.Terms.Policy.Limits.Refuse(db.Now, sent, file.Clock) is not { } limit)
        {
            return false;
        }

        End(message, MessageState.Suppressed, limit);
        return true;
    }

    // Who heard of a visit within the last day, or is about to, needs no reminder of it.
    private async Task<bool> IsToldAsync(ToldVisit visit, PatientFile file, CancellationToken cancellationToken)
    {
        var since = db.Now.AddDays(-1);
        var news = await db.Messages.AsNoTracking()
            .Where(m => m.PatientId == file.Patient.Id && MessageKinds.News.Contains(m.Kind)
                && (m.State == MessageState.Scheduled || m.State == MessageState.Sending || (m.SentAt != null && m.SentAt > since)))
            .ToListAsync(cancellationToken);
        return file.Messaging.Told.Contains(visit) ? news.Exists(m => m.Says.Contains(visit)) : news.Exists(m => m.SentAt is null);
    }

    // What it says as the book is now; false when there is nothing left to say.
    private (bool Stands, VisitNews? News, IReadOnlyList<ToldVisit> Listed) Content(Message message, PatientFile file)
    {
        var toCome = file.AsTold().Where(v => v.StartsAt > db.Now).ToList();
        switch (message.Kind)
        {
            case MessageKind.VisitReminder:
                var visit = file.Appointments.FirstOrDefault(a => a.Id == message.AppointmentId && a.ScheduleVersion == message.ScheduleVersion && a.State.IsToCome() && !file.Paused.Contains(a.Id));
                return (visit is not null && visit.StartsAt > db.Now, null, visit is null ? [] : [new ToldVisit(visit.Id, visit.StartsAt, visit.SiteId)]);
            case MessageKind.WeeklyDigest:
                var until = message.DueAt.AddDays(8);
                var week = toCome.Where(v => v.StartsAt < until && file.Clock.DateOf(v.StartsAt) <= file.Clock.DateOf(message.DueAt).AddDays(7)).ToList();
                return (week.Count > 0, null, week);
            case var kind when MessageKinds.News.Contains(kind):
                var news = file.News(db.Now);
                return (!news.IsEmpty, news, news.Says);
            case MessageKind.WaitlistOffer:
                var offer = db.WaitlistOffers.AsNoTracking().SingleOrDefault(o => o.Id == message.OfferId && o.State == Domain.Waitlist.OfferState.Open && o.ExpiresAt > db.Now);
                return (offer is not null, null, offer is null ? [] : [new ToldVisit(offer.AppointmentId, offer.StartsAt, offer.SiteId)]);
            default:
                return (true, null, []);
        }
    }

    // Killed between taking and recording: for a text nobody can know, and it must not be sent twice; an e-mail goes again under the same Message-ID.
    private async Task SettleDeadAsync(CancellationToken cancellationToken)
    {
        var dead = await db.Messages.FromSql($"select * from messages where state = 'sending' and lease_until <= {db.Now.UtcDateTime} order by id limit 100 for update skip locked").ToListAsync(cancellationToken);
        foreach (var message in dead)
        {
            var again = message.Channel == MessageChannel.Email && message.Attempts < options.Value.MostAttempts && message.UseUntil > db.Now;
            message.Become(again ? MessageState.Scheduled : MessageState.Unknown, "worker_died");
            (message.LeaseUntil, message.NextTryAt) = (null, db.Now);
            message.Fence++;
            await files.NoteAsync(message.PatientId, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static ClaimedMessage? End(Message message, MessageState state, string reason)
    {
        message.Become(state, reason);
        return null;
    }
}
