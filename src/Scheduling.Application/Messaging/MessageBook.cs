using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Messaging;

/// <summary>What was and will be sent, as people see it, and what they do about it.</summary>
public sealed class MessageBook(SchedulingDbContext db, ClinicContext context, PatientFiles files, AuditLog audit, EventLog events)
{
    private static readonly MessageState[] NotReached = [MessageState.Failed, MessageState.Unknown, MessageState.Suppressed];

    /// <summary>Messages by when they are due.</summary>
    public async Task<Page<Message>> ListAsync(MessageFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = Visible().AsNoTracking();
        query = filter.SiteId is { } site ? query.Where(m => m.SiteId == site) : query;
        query = filter.PatientId is { } patient ? query.Where(m => m.PatientId == patient) : query;
        query = filter.AppointmentId is { } visit ? query.Where(m => m.AppointmentId == visit) : query;
        query = filter.State is { } state ? query.Where(m => m.State == state) : query;
        query = filter.Kind is { } kind ? query.Where(m => m.Kind == kind) : query;
        query = filter.Channel is { } channel ? query.Where(m => m.Channel == channel) : query;
        query = filter.From is { } from ? query.Where(m => m.DueAt >= from) : query;
        query = filter.Until is { } until ? query.Where(m => m.DueAt < until) : query;
        var found = await query.ToPageAsync(m => m.DueAt, m => m.Id, page, cancellationToken);
        audit.Read("message", null, "search");
        return found;
    }

    /// <summary>One.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Message> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var message = await Visible().SingleOrDefaultAsync(m => m.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        audit.Read("message", id);
        return message;
    }

    /// <summary>A person told the patient what the message says, or would have said, or heard from them that they know (M11). It leaves the call list.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, actor_required, wrong_state while a worker has it in hand or when it is confirmed already.</exception>
    public async Task<Message> ConfirmAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        context.RequireActor();
        var (message, file) = await LockAsync(id, expect, cancellationToken);
        if (message.State == MessageState.Sending || message.ConfirmedAt is not null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, message.ConfirmedAt is null ? "A worker has the message in hand." : "The message is confirmed already.");
        }

        if (message.State == MessageState.Scheduled)
        {
            message.Become(MessageState.Suppressed, "told_by_staff");
        }

        if (MessageKinds.News.Contains(message.Kind) && message.SentAt is null && file is not null)
        {
            file.Messaging.Tell(file.News(context.Now).Says, context.Now);
        }

        await RecordConfirmedAsync(message, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return message;
    }

    /// <summary>Writes down that a message is confirmed by whoever acts; it goes with the next save. Callers hold the lock of the patient's file.</summary>
    internal async Task RecordConfirmedAsync(Message message, CancellationToken cancellationToken)
    {
        (message.ConfirmedAt, message.ConfirmedBy) = (context.Now, context.Actor);
        audit.Write("confirm", "message", message.Id);
        events.Append("message.confirmed", "message", message.Id, message.SiteId, new { message.PatientId });
        await files.NoteAsync(message.PatientId, cancellationToken);
    }

    /// <summary>Sends a message again that failed, was suppressed, or of which nobody knows whether it left.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state for any other, or when it is of no more use.</exception>
    public async Task<Message> ResendAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        var (message, _) = await LockAsync(id, expect, cancellationToken);
        if (message.State is not (MessageState.Failed or MessageState.Unknown or MessageState.Suppressed))
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The message is {StoredJson.Word(message.State)}; only a failed, unknown or suppressed one is sent again.");
        }

        if (message.UseUntil <= context.Now)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The message is of no more use: what it speaks of has begun or is past (M10).");
        }

        message.Become(MessageState.Scheduled);
        (message.NextTryAt, message.Attempts) = (context.Now, 0);
        audit.Write("resend", "message", id);
        await db.SaveChangesAsync(cancellationToken);
        return message;
    }

    /// <summary>M11: whom to call: what could not be sent, and urgent changes that nobody has confirmed, sent or not; by the visit that comes first.</summary>
    /// <param name="siteId">Only of this site.</param>
    /// <param name="until">Only of visits that begin before.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<CallToMake>> CallsAsync(Guid? siteId, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var messages = await Visible().AsNoTracking()
            .Where(m => m.ConfirmedAt == null && m.UseUntil > context.Now && (siteId == null || m.SiteId == siteId)
                && ((m.Kind == MessageKind.UrgentChange && m.State != MessageState.Superseded)
                    || ((MessageKinds.News.Contains(m.Kind) || m.Kind == MessageKind.WaitlistOffer) && NotReached.Contains(m.State))))
            .OrderBy(m => m.UseUntil).ThenBy(m => m.Id).Take(500).ToListAsync(cancellationToken);
        var ids = messages.Select(m => m.PatientId).ToHashSet();
        var patients = await db.Patients.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var told = await db.PatientMessaging.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Told, cancellationToken);
        var visits = (await db.Appointments.AsNoTracking().Where(a => ids.Contains(a.PatientId) && a.StartsAt > context.Now).OrderBy(a => a.StartsAt).ToListAsync(cancellationToken)).ToLookup(a => a.PatientId);
        audit.Read("message", null, "call_list");
        return
        [
            .. messages.Where(m => !IsToldOtherwise(m)).Select(m => new CallToMake(m, patients[m.PatientId], [.. visits[m.PatientId]], FirstOf(m)))
                .Where(c => until is null || c.FirstStart < until).OrderBy(c => c.FirstStart).ThenBy(c => c.Message.Id),
        ];

        // What did not arrive has been told by another channel since, or is no longer so.
        bool IsToldOtherwise(Message message) => message is { State: MessageState.Failed, Says.Count: > 0 }
            && !PatientFile.NewsOf(told[message.PatientId], visits[message.PatientId], context.Now).Says.Any(n => message.Says.Any(s => s.AppointmentId == n.AppointmentId));

        // One that left says what it said; one that didn't, what the patient doesn't know.
        DateTimeOffset FirstOf(Message message)
        {
            var starts = message.SentAt is null ? PatientFile.NewsOf(told[message.PatientId], visits[message.PatientId], context.Now).Starts : message.Says.Select(s => s.StartsAt);
            return starts.Where(s => s > context.Now).DefaultIfEmpty(message.UseUntil).Min();
        }
    }

    private async Task<(Message Message, PatientFile? File)> LockAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        var found = await Visible().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        var file = await files.LockAsync(found.PatientId, cancellationToken);
        var message = await db.Messages.FromSql($"select * from messages where id = {id} for update").SingleAsync(cancellationToken);
        expect(message.Version);
        return (message, file);
    }

    private IQueryable<Message> Visible() => context.Identity.SiteIds is { } sites ? db.Messages.Where(m => sites.Contains(m.SiteId)) : db.Messages;
}
