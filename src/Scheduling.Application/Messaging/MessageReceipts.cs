using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>What the carrier says later of a text that it took. It comes late, twice and out of order; a state only moves forward.</summary>
public sealed class MessageReceipts(SchedulingDbContext db, PatientFiles files, EventLog events)
{
    /// <summary>Records it; nothing where it says nothing new.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="providerId">The carrier's id of the attempt that it speaks of.</param>
    /// <param name="status">Twilio's MessageStatus, such as <c>delivered</c>.</param>
    /// <param name="error">Twilio's ErrorCode; null without one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RecordAsync(Guid messageId, string providerId, string status, int? error, CancellationToken cancellationToken)
    {
        if (await db.Messages.AsNoTracking().Where(m => m.Id == messageId).Select(m => (Guid?)m.PatientId).SingleOrDefaultAsync(cancellationToken) is not { } patientId)
        {
            return;
        }

        var messaging = await db.PatientMessaging.FromSql($"select * from patient_messaging where id = {patientId} for update").SingleAsync(cancellationToken);
        var message = await db.Messages.FromSql($"select * from messages where id = {messageId} for update").SingleAsync(cancellationToken);
        if (Next(message, providerId, status) is not { } next)
        {
            return;
        }

        var didNotArrive = message.State == MessageState.Failed;
        message.Become(next, next == MessageState.Failed ? TwilioSender.ReasonOf(error) : null);
        (message.ProviderId, message.LeaseUntil) = (message.ProviderId ?? providerId, null);
        if (next == MessageState.Failed && message.SentAt is not null)
        {
            messaging.Forget(message.Says, await KnownBeforeAsync(message, cancellationToken));
        }
        else if (next != MessageState.Failed && (message.SentAt is null || (didNotArrive && !await NewsSince(message).AnyAsync(cancellationToken))))
        {
            message.SentAt ??= db.Now;
            messaging.Tell(message.Says, db.Now);
        }

        if (next == MessageState.Failed && error == TwilioSender.OptedOut)
        {
            db.MessageConsents.Add(MessageConsent.CarrierBlock(message, db.Now));
        }

        events.Append($"message.{StoredJson.Word(message.State)}", "message", message.Id, message.SiteId, new { message.PatientId, message.Kind, message.Channel, message.Reason });
        await files.NoteAsync(patientId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    // Of each visit what the last message before this one said that went out and, as far as anybody knows, arrived.
    private async Task<IReadOnlyList<ToldVisit>> KnownBeforeAsync(Message message, CancellationToken cancellationToken) =>
        [.. (await db.Messages.AsNoTracking()
            .Where(m => m.PatientId == message.PatientId && m.Id != message.Id && MessageKinds.News.Contains(m.Kind) && m.SentAt <= message.SentAt && m.State != MessageState.Failed)
            .OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Id).ToListAsync(cancellationToken)).SelectMany(m => m.Says)];

    private IQueryable<Message> NewsSince(Message message) =>
        db.Messages.Where(m => m.PatientId == message.PatientId && MessageKinds.News.Contains(m.Kind) && m.SentAt > message.SentAt && m.State != MessageState.Failed);

    private static MessageState? Next(Message message, string providerId, string status) => status switch
    {
        // The worker that has it in hand records that much itself.
        "sent" when message.State == MessageState.Unknown => MessageState.Sent,
        "delivered" or "read" when message.Fence > 0 && message.State.MayFollow(MessageState.Delivered) => MessageState.Delivered,
        // Of an attempt before this one it says nothing of this one.
        "failed" or "undelivered" when message.State is MessageState.Sending or MessageState.Sent or MessageState.Unknown && (message.ProviderId is null || message.ProviderId == providerId) => MessageState.Failed,
        _ => null,
    };
}
