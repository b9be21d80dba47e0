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
        var actor = context.RequireActor();
        var (message, file) = await LockAsync(id, expect, cancellationToken);
        if (message.State == MessageState.Sending || message.ConfirmedAt is not null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, message.ConfirmedAt is null ? "A worker has the message in hand." : "The message is confirmed already.");
        }

        (message.ConfirmedAt, message.ConfirmedBy) = (context.Now, actor);
        if (message.State == MessageState.Scheduled)
        {
            (message.State, message.Reason) = (MessageState.Suppressed, "told_by_staff");
        }

        if (message.Kind is MessageKind.VisitChange or MessageKind.UrgentChange or MessageKind.CourseConfirmation && message.State is not (MessageState.Sent or MessageState.Delivered) && file is not null)
        {
            var known = file.AsTold();
            var dropped = file.Messaging.Told.Where(t => t.Stands && known.All(k => k.AppointmentId != t.AppointmentId)).Select(t => t with { Stands = false });
            file.Messaging.Tell([.. known, .. dropped]);
        }

        audit.Write("confirm", "message", id);
        events.Append("message.confirmed", "message", id, message.SiteId, new { message.PatientId });
        await files.NoteAsync(message.PatientId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return message;
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

        (message.State, message.Reason, message.NextTryAt, message.Attempts) = (MessageState.Scheduled, null, context.Now, 0);
        audit.Write("resend", "message", id);
        await db.SaveChangesAsync(cancellationToken);
        return message;
    }

    /// <summary>M11: whom to call: what could not be sent, and urgent changes that nobody has confirmed; by the visit that comes first.</summary>
    /// <param name="siteId">Only of this site.</param>
    /// <param name="until">Only of visits that begin before.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<CallToMake>> CallsAsync(Guid? siteId, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var last = until ?? context.Now.AddYears(1);
        var messages = await Visible().AsNoTracking()
            .Where(m => m.ConfirmedAt == null && m.UseUntil > context.Now && (siteId == null || m.SiteId == siteId)
                && (((m.Kind == MessageKind.UrgentChange || m.Kind == MessageKind.VisitChange || m.Kind == MessageKind.CourseConfirmation || m.Kind == MessageKind.WaitlistOffer)
                        && (m.State == MessageState.Failed || m.State == MessageState.Unknown || m.State == MessageState.Suppressed))
                    || (m.Kind == MessageKind.UrgentChange && (m.State == MessageState.Sent || m.State == MessageState.Delivered))))
            .OrderBy(m => m.UseUntil).ThenBy(m => m.Id).Take(500).ToListAsync(cancellationToken);
        var ids = messages.Select(m => m.PatientId).ToHashSet();
        var patients = await db.Patients.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var visits = await db.Appointments.AsNoTracking().Where(a => ids.Contains(a.PatientId) && a.StartsAt > context.Now).OrderBy(a => a.StartsAt).ToListAsync(cancellationToken);
        audit.Read("message", null, "call_list");
        return
        [
            .. messages.Select(m => new CallToMake(m, patients[m.PatientId], [.. visits.Where(v => v.PatientId == m.PatientId)]))
                .Where(c => c.FirstStart < last).OrderBy(c => c.FirstStart).ThenBy(c => c.Message.Id),
        ];
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
