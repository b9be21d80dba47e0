using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Tasks;

namespace Scheduling.Application.Messaging;

/// <summary>What a text does in one clinic, in the transaction that stores it.</summary>
public sealed class InboundWork(
    SchedulingDbContext db, ClinicContext context, PatientFiles files, MessageConsents consents, MessageBook messages, DayWork days, TaskBook tasks, AuditLog audit, EventLog events, IOptions<MessagingOptions> options)
{
    // The words of what a text allows: that it was this word, said by text.
    private const string ReplyWording = "reply:start";
    private static readonly TimeSpan OfUse = TimeSpan.FromHours(1);
    private static readonly TimeSpan CrisisAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan HelpAgain = TimeSpan.FromMinutes(10);

    /// <summary>Stores the text and does what it asks for; nothing when it was stored before.</summary>
    /// <param name="sms">The text.</param>
    /// <param name="text">What it asks for.</param>
    /// <param name="sender">Whom its number leads to here.</param>
    /// <param name="changedElsewhere">Whether it changed what may be sent by another clinic.</param>
    /// <param name="mayConfirm">False where a confirmation was refused: a person reads it then.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether it changed what may be sent.</returns>
    /// <exception cref="Domain.Problems.SchedulingException">The visit can't be confirmed.</exception>
    public async Task<bool> ApplyAsync(InboundSms sms, InboundText text, InboundSender sender, bool changedElsewhere, bool mayConfirm, CancellationToken cancellationToken)
    {
        var id = context.NextId();
        if (await StoreAsync(id, sms, text, sender, cancellationToken) == 0)
        {
            return false;
        }

        audit.Write("receive", "inbound_message", id);
        Dictionary<Guid, PatientFile> known = [];
        foreach (var patient in sender.Patients.Order())
        {
            if (await files.LockAsync(patient, cancellationToken) is { } file)
            {
                known.Add(patient, file);
            }
        }

        var changed = text.Kind is InboundKind.OptOut or InboundKind.OptIn && await ConsentAsync(sms.From, text.Kind == InboundKind.OptIn, sender, known, cancellationToken);
        var done = text.Kind switch
        {
            InboundKind.OptOut or InboundKind.Help => sender.Patients.Count > 0,
            InboundKind.OptIn => sender.Patients.Count > 0 && known.Values.All(f => ConsentRecord.Refuse(f.Consents, MessageChannel.Sms, sms.From) is null || changed),
            InboundKind.Confirm => mayConfirm && sender.Main is { } main && known.TryGetValue(main, out var file) && await ConfirmAsync(file, sms.From, cancellationToken),
            _ => false,
        };
        if (await SiteAsync(sender, known, cancellationToken) is { } site)
        {
            if (sender.IsMeant)
            {
                await TellStaffAsync(id, sms, text, sender, done, site, cancellationToken);
            }

            if (sender.Speaks && sender.Patients.Count > 0)
            {
                await AnswerAsync(id, sms, text, sender, site, changed || changedElsewhere, done, cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return changed;
    }

    private Task<int> StoreAsync(Guid id, InboundSms sms, InboundText text, InboundSender sender, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        insert into inbound_messages (clinic_id, id, provider_id, patient_id, address, body, kind, looks_like_crisis, received_at)
        values ({db.ClinicId}, {id}, {sms.ProviderId}, {sender.Main}, {sms.From}, {sms.Words}, {StoredJson.Word(text.Kind)}, {text.LooksLikeCrisis}, {db.Now.UtcDateTime})
        on conflict (clinic_id, provider_id) do nothing
        """,
        cancellationToken);

    // M6, M7: at once, for every patient with the number. START gives back what was taken back; a first consent only where nobody else can be meant.
    private async Task<bool> ConsentAsync(string number, bool granted, InboundSender sender, Dictionary<Guid, PatientFile> known, CancellationToken cancellationToken)
    {
        var changed = false;
        foreach (var (patient, file) in known)
        {
            var stands = ConsentRecord.Refuse(file.Consents, MessageChannel.Sms, number);
            if (granted ? stands == "opted_out" || (stands is not null && sender.Alone) : stands != "opted_out")
            {
                await consents.AddAsync(patient, new ConsentEntry(MessageChannel.Sms, number, granted, context.Now, "reply", granted ? ReplyWording : null), cancellationToken);
                changed = true;
            }
        }

        return changed;
    }

    // C confirms the next visit, and that an urgent change was read (M6, M11). Said twice it is said once. Only of what was told: one that has moved since, or a number
    // that is no longer the patient's, says nothing about the visit in the book.
    private async Task<bool> ConfirmAsync(PatientFile file, string number, CancellationToken cancellationToken)
    {
        if (file.AddressOf(MessageChannel.Sms) != number)
        {
            return false;
        }

        var urgent = await db.Messages
            .Where(m => m.PatientId == file.Patient.Id && m.Kind == MessageKind.UrgentChange && m.Address == number && m.SentAt != null && m.UseUntil > db.Now).ToListAsync(cancellationToken);
        foreach (var message in urgent.Where(m => m.ConfirmedAt is null))
        {
            await messages.RecordConfirmedAsync(message, cancellationToken);
        }

        var next = file.Appointments.FirstOrDefault(a => a.StartsAt > context.Now && a.State.IsToCome() && a.Commitment == Commitment.Firm);
        if (next is null || !await KnowsAsync(file, next, cancellationToken))
        {
            return urgent.Count > 0;
        }

        if (next.State == AppointmentState.Booked)
        {
            await days.ConfirmAsync(next.Id, null, _ => { }, cancellationToken);
        }

        return true;
    }

    private async Task<bool> KnowsAsync(PatientFile file, Appointment visit, CancellationToken cancellationToken) =>
        file.Messaging.Told.Contains(new ToldVisit(visit.Id, visit.StartsAt, visit.SiteId))
        || await db.Messages.AnyAsync(m => m.AppointmentId == visit.Id && m.ScheduleVersion == visit.ScheduleVersion && m.Kind == MessageKind.VisitReminder && m.SentAt != null, cancellationToken);

    private async Task TellStaffAsync(Guid id, InboundSms sms, InboundText text, InboundSender sender, bool done, Guid site, CancellationToken cancellationToken)
    {
        List<TaskToOpen> toOpen = [];
        if ((!done && sender.Patients.Count > 0) || text.LooksLikeCrisis || (sender.Patients.Count == 0 && text.Kind is InboundKind.FreeText or InboundKind.Confirm))
        {
            var entry = await EntryAsync(sms.From, text.LooksLikeCrisis, sender, site, cancellationToken);
            await db.InboundMessages.Where(m => m.Id == id).ExecuteUpdateAsync(m => m.SetProperty(x => x.EntryId, entry.Id), cancellationToken);
            if (text.LooksLikeCrisis)
            {
                toOpen.Add(new TaskToOpen(TaskKind.CrisisReply, $"{entry.Id}:{id}", site, context.Now, sender.Main, null, null));
            }
        }

        if (text.AsksToCancel && sender.Patients.Count > 0)
        {
            var clock = Planning.FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == site, cancellationToken));
            toOpen.Add(new TaskToOpen(TaskKind.CallBack, $"{id}", site, clock.DayBounds(clock.DateOf(context.Now)).Until, sender.Main ?? sender.Patients[0], null, null));
        }

        await tasks.OpenAsync(toOpen, cancellationToken);
    }

    private async Task<InboxEntry> EntryAsync(string number, bool crisis, InboundSender sender, Guid site, CancellationToken cancellationToken)
    {
        var cause = $"text:{number}";
        var entry = await db.InboxEntries.FromSql($"select * from inbox_entries where dedupe_key = {cause} and state = 'open' for update").SingleOrDefaultAsync(cancellationToken);
        var opened = entry is null;
        if (entry is null)
        {
            entry = new InboxEntry { Id = context.NextId(), Kind = InboxKind.Reply, State = InboxState.Open, SiteId = site, Address = number, DedupeKey = cause };
            db.InboxEntries.Add(entry);
        }

        entry.Add(context.Now, crisis);
        entry.PatientId ??= sender.Main;
        events.Append(opened ? "inbox.opened" : "inbox.added", "inbox_entry", entry.Id, entry.SiteId, new { entry.PatientId, entry.Urgent });
        await db.SaveChangesAsync(cancellationToken);
        return entry;
    }

    private async Task AnswerAsync(Guid id, InboundSms sms, InboundText text, InboundSender sender, Guid site, bool changed, bool done, CancellationToken cancellationToken)
    {
        var kind = text.Kind switch
        {
            InboundKind.OptOut when changed => MessageKind.OptedOut,
            InboundKind.OptIn when changed => MessageKind.OptedIn,
            InboundKind.Help when !await AnsweredAsync(sms.From, MessageKind.Help, HelpAgain, cancellationToken) => (MessageKind?)MessageKind.Help,
            _ => null,
        };
        if (kind is { } answer && sms.Answered is null)
        {
            Add(answer);
        }

        // Neither machine nor person gets the same words again and again. What to do in a crisis reaches those who opted out too: 47 CFR 64.1200(f)(4), emergency purposes.
        var again = text.LooksLikeCrisis ? CrisisAgain : TimeSpan.FromHours(options.Value.NotWatchedHours);
        if ((text.LooksLikeCrisis || !done) && !await AnsweredAsync(sms.From, MessageKind.NotWatched, again, cancellationToken))
        {
            Add(MessageKind.NotWatched);
        }

        void Add(MessageKind what) => db.Messages.Add(new Message
        {
            Id = context.NextId(),
            PatientId = sender.Main ?? sender.Patients[0],
            SiteId = site,
            Kind = what,
            Channel = MessageChannel.Sms,
            Name = $"{StoredJson.Word(what)}/{id}",
            InboundId = id,
            Address = sms.From,
            DueAt = context.Now,
            NextTryAt = context.Now,
            UseUntil = context.Now + OfUse,
        });
    }

    private Task<bool> AnsweredAsync(string number, MessageKind kind, TimeSpan within, CancellationToken cancellationToken)
    {
        var since = context.Now - within;
        return db.Messages.AnyAsync(m => m.Channel == MessageChannel.Sms && m.Address == number && m.Kind == kind && m.CreatedAt > since, cancellationToken);
    }

    private async Task<Guid?> SiteAsync(InboundSender sender, Dictionary<Guid, PatientFile> known, CancellationToken cancellationToken) =>
        known.TryGetValue(sender.Main ?? (sender.Patients.Count > 0 ? sender.Patients[0] : Guid.Empty), out var file) ? file.HomeSiteId
        : await db.Sites.AsNoTracking().Where(s => s.RetiredAt == null).OrderBy(s => s.Id).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(cancellationToken);
}
