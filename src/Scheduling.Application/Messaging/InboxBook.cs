using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Messaging;

/// <summary>The inbox as people see it: listed, taken, answered, closed. Patients' words are in answers to the caller only, never in events, audit or tasks.</summary>
public sealed class InboxBook(SchedulingDbContext db, ClinicContext context, PatientFiles files, MessageTexts texts, TaskBook tasks, AuditLog audit, EventLog events)
{
    private static readonly TimeSpan AnswerOfUse = TimeSpan.FromHours(12);

    /// <summary>Entries that the key may see, what is urgent first, then by when they came.</summary>
    public async Task<Page<InboxItem>> ListAsync(InboxFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = Visible().AsNoTracking();
        query = filter.State is { } state ? query.Where(e => e.State == state) : query;
        query = filter.Kind is { } kind ? query.Where(e => e.Kind == kind) : query;
        query = filter.SiteId is { } site ? query.Where(e => e.SiteId == site) : query;
        query = filter.AssigneeId is { } assignee ? query.Where(e => e.AssigneeId == assignee) : query;
        query = filter.PatientId is { } patient ? query.Where(e => e.PatientId == patient) : query;
        var found = await query.ToPageAsync(e => e.Place, e => e.Id, page, cancellationToken);
        audit.Read("inbox_entry", null, "search");
        return new Page<InboxItem>(await WithAsync(found.Items, cancellationToken), found.Next);
    }

    /// <summary>One.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<InboxItem> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var entry = await Visible().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        audit.Read("inbox_entry", id);
        return (await WithAsync([entry], cancellationToken))[0];
    }

    /// <summary>Gives the entry to a member of staff, or to nobody.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unknown_reference.</exception>
    public async Task<InboxItem> AssignAsync(Guid id, Guid? assigneeId, Action<int> expect, CancellationToken cancellationToken)
    {
        var entry = await OpenAsync(id, expect, cancellationToken);
        if (assigneeId is { } person && !await db.Staff.AnyAsync(s => s.Id == person && s.RetiredAt == null, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/assigneeId", "is not a staff member in service")] };
        }

        entry.AssigneeId = assigneeId;
        audit.Write("assign", "inbox_entry", id);
        events.Append("inbox.assigned", "inbox_entry", id, entry.SiteId, new { entry.PatientId, entry.AssigneeId });
        return await SaveAsync(entry, cancellationToken);
    }

    /// <summary>Answers by text, through the outbox, to the number that wrote. The entry stays open until somebody closes it.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="text">The answer.</param>
    /// <param name="patientId">Whose file it belongs to, where the number doesn't say.</param>
    /// <param name="expect">Refuses an entry that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">
    /// not_found, stale_version, invalid_request for words that M5 forbids or a text too long, unknown_reference, wrong_state when closed, when nobody wrote or when the number has opted out.
    /// </exception>
    public async Task<InboxItem> AnswerAsync(Guid id, string text, Guid? patientId, Action<int> expect, CancellationToken cancellationToken)
    {
        var entry = await OpenAsync(id, expect, cancellationToken);
        var inbound = await db.InboundMessages.AsNoTracking().Where(m => m.EntryId == id).OrderByDescending(m => m.ReceivedAt).ThenByDescending(m => m.Id).FirstOrDefaultAsync(cancellationToken)
            ?? throw new SchedulingException(ProblemCodes.WrongState, "Nobody wrote: there is nothing to answer. Call the patient.");
        var words = await texts.CheckReplyAsync(text, cancellationToken);
        if ((entry.PatientId ?? patientId) is not { } patient)
        {
            throw SchedulingException.Invalid("/patientId", "is required: the number leads to several patients or to none");
        }

        if ((patientId is { } said && said != patient) || await files.LockIfKnownAsync(patient, cancellationToken) is not { } file)
        {
            throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/patientId", "is not the patient of this entry")] };
        }

        if (ConsentRecord.Refuse(file.Consents, MessageChannel.Sms, inbound.Address) == MessageRoutes.OptedOut)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The number has opted out (M6): call the patient.");
        }

        entry.PatientId = patient;
        var message = new Message
        {
            Id = context.NextId(),
            PatientId = patient,
            SiteId = entry.SiteId,
            Kind = MessageKind.StaffReply,
            Channel = MessageChannel.Sms,
            Name = $"staff_reply/{context.NextId()}",
            InboundId = inbound.Id,
            Address = inbound.Address,
            Body = words,
            DueAt = context.Now,
            NextTryAt = context.Now,
            UseUntil = context.Now + AnswerOfUse,
        };
        db.Messages.Add(message);
        // The entry itself may be as it was; its ETag is not.
        db.Entry(entry).State = EntityState.Modified;
        audit.Write("answer", "inbox_entry", id);
        events.Append("inbox.answered", "inbox_entry", id, entry.SiteId, new { entry.PatientId, messageId = message.Id });
        return await SaveAsync(entry, cancellationToken);
    }

    /// <summary>Closes the entry with what came of it, and with it the task about a crisis.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, actor_required.</exception>
    public async Task<InboxItem> CloseAsync(Guid id, string outcome, Action<int> expect, CancellationToken cancellationToken)
    {
        var actor = context.RequireActor();
        var entry = await OpenAsync(id, expect, cancellationToken);
        (entry.State, entry.ClosedAt, entry.ClosedBy, entry.Outcome) = (InboxState.Closed, context.Now, actor, outcome);
        await tasks.CloseOfCauseAsync(TaskKind.CrisisReply, $"{id}", "read", cancellationToken);
        audit.Write("close", "inbox_entry", id);
        events.Append("inbox.closed", "inbox_entry", id, entry.SiteId, new { entry.PatientId });
        return await SaveAsync(entry, cancellationToken);
    }

    private async Task<InboxEntry> OpenAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        if (!await Visible().AnyAsync(e => e.Id == id, cancellationToken))
        {
            throw SchedulingException.NotFound();
        }

        var entry = await db.InboxEntries.FromSql($"select * from inbox_entries where id = {id} for update").SingleAsync(cancellationToken);
        expect(entry.Version);
        return entry.State == InboxState.Open ? entry : throw new SchedulingException(ProblemCodes.WrongState, "The entry is closed.");
    }

    private async Task<InboxItem> SaveAsync(InboxEntry entry, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        return (await WithAsync([entry], cancellationToken))[0];
    }

    private async Task<IReadOnlyList<InboxItem>> WithAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        var ids = entries.Select(e => e.Id).ToList();
        var patientIds = entries.Select(e => e.PatientId).ToHashSet();
        var patients = await db.Patients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var written = (await db.InboundMessages.AsNoTracking().Where(m => m.EntryId != null && ids.Contains(m.EntryId.Value)).OrderBy(m => m.ReceivedAt).ThenBy(m => m.Id).ToListAsync(cancellationToken)).ToLookup(m => m.EntryId);
        var inboundIds = written.SelectMany(w => w).Select(m => (Guid?)m.Id).ToList();
        var answers = (await db.Messages.AsNoTracking().Where(m => m.Kind == MessageKind.StaffReply && inboundIds.Contains(m.InboundId)).OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).ToListAsync(cancellationToken)).ToLookup(m => m.InboundId);
        List<InboxItem> items = [];
        foreach (var entry in entries)
        {
            items.Add(new InboxItem(
                entry, entry.PatientId is { } id ? patients[id] : null, entry.PatientId is null ? await MayBeAsync(entry.Address, cancellationToken) : [],
                [.. written[entry.Id]], [.. written[entry.Id].SelectMany(w => answers[w.Id]).OrderBy(a => a.CreatedAt).ThenBy(a => a.Id)]));
        }

        return items;
    }

    private async Task<IReadOnlyList<Guid>> MayBeAsync(string? number, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<Guid>(
            $"""select id as "Value" from patients where case when guardian is null then phone else guardian ->> 'phone' end = {number} order by id limit 20""").ToListAsync(cancellationToken);

    private IQueryable<InboxEntry> Visible() => context.Identity.SiteIds is { } sites ? db.InboxEntries.Where(e => sites.Contains(e.SiteId)) : db.InboxEntries;
}
