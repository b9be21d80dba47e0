using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Records what came of a message, if this worker still has it in hand.</summary>
public sealed class MessageOutcomes(SchedulingDbContext db, PatientFiles files, EventLog events, IOptions<MessagingOptions> options)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Records it.</summary>
    /// <returns>False when another worker has taken the message meanwhile: nothing is written.</returns>
    public async Task<bool> RecordAsync(ClaimedMessage claimed, SendOutcome outcome, CancellationToken cancellationToken)
    {
        var patientId = await db.Messages.AsNoTracking().Where(m => m.Id == claimed.Outgoing.Id).Select(m => m.PatientId).SingleAsync(cancellationToken);
        var messaging = await db.PatientMessaging.FromSql($"select * from patient_messaging where id = {patientId} for update").SingleAsync(cancellationToken);
        var message = await db.Messages.FromSql($"select * from messages where id = {claimed.Outgoing.Id} for update").SingleAsync(cancellationToken);
        if (message.Fence != claimed.Fence || message.State != MessageState.Sending)
        {
            return false;
        }

        message.LeaseUntil = null;
        switch (outcome)
        {
            case SendOutcome.Sent sent:
                message.Become(MessageState.Sent);
                (message.SentAt, message.ProviderId) = (db.Now, sent.ProviderId);
                messaging.Tell(message.Says, db.Now);
                break;
            case SendOutcome.TryAgain again:
                TryAgain(message, again.Reason, again.After, MessageState.Failed);
                break;
            // At least once under the same Message-ID for an e-mail; at most once for a text, which has no such name.
            case SendOutcome.NotKnown unknown when message.Channel == MessageChannel.Email:
                TryAgain(message, unknown.Reason, null, MessageState.Unknown);
                break;
            case SendOutcome.Refused refused:
                message.Become(MessageState.Failed, refused.Reason);
                if (refused.OptedOut)
                {
                    db.MessageConsents.Add(MessageConsent.CarrierBlock(message, db.Now));
                }

                break;
            case SendOutcome.NotKnown unknown:
                message.Become(MessageState.Unknown, unknown.Reason);
                break;
        }

        if (message.State.IsSettled())
        {
            events.Append($"message.{StoredJson.Word(message.State)}", "message", message.Id, message.SiteId, new { message.PatientId, message.Kind, message.Channel, message.Reason });
        }

        await files.NoteAsync(patientId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private void TryAgain(Message message, string reason, TimeSpan? after, MessageState atLast)
    {
        var next = db.Now + Wait(message, after);
        var last = message.Attempts >= options.Value.MostAttempts || next >= message.UseUntil;
        message.Become(last ? atLast : MessageState.Scheduled, reason);
        message.NextTryAt = next;
    }

    // Twice as long each time, give or take a quarter, so that what failed together doesn't come back together. The other side's own wish goes first.
    private TimeSpan Wait(Message message, TimeSpan? wished)
    {
        var doubled = TimeSpan.FromSeconds(options.Value.RetrySeconds * Math.Pow(2, Math.Min(message.Attempts - 1, 12)));
        var share = 0.75 + (BitConverter.ToUInt16(message.Id.ToByteArray(), 14) / 65536.0 / 2);
        var wait = (doubled < LongestWait ? doubled : LongestWait) * share;
        return wished is { } asked && asked > wait ? asked : wait;
    }
}
