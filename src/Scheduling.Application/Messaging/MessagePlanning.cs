using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.PatientPages;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Messaging;

/// <summary>
/// Brings a patient's scheduled messages up to the book: reminders that are called for and missing are made, those no longer called for are superseded, and
/// what the patient has not been told yet becomes one message. Whatever wrote to the book left a note by trigger, so no write path can forget it; being a
/// function of the book, it may run twice.
/// </summary>
public sealed class MessagePlanning(SchedulingDbContext db, PatientFiles files, MessageRoutes routes, TimeRequestEndings requests, IOptions<MessagingOptions> options)
{
    private const int NotesAtOnce = 200;
    private const int LongestSettling = 5;
    private const string Changed = "changed";
    private const string SwitchedOff = "switched_off";
    private const string TooLate = "too_late";
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(8);
    private static readonly TimeSpan Known = TimeSpan.FromDays(60);

    // What planning itself refused, and may allow again. A limit, a quiet night or a person's word stands.
    private static readonly HashSet<string> Passing = [Changed, SwitchedOff, "no_consent", "opted_out", "no_address", "paused", "not_on_allow_list"];

    /// <summary>Plans for patients whose visits, addresses, consents or policies changed.</summary>
    /// <returns>Patients looked at.</returns>
    public async Task<int> PlanDueAsync(CancellationToken cancellationToken)
    {
        // Deleted before the book is read: a change that commits later leaves a note of its own.
        var noted = await db.Database.SqlQuery<Guid>(
            $"""delete from message_notes where id in (select id from message_notes order by id limit {NotesAtOnce} for update skip locked) returning patient_id as "Value" """).ToListAsync(cancellationToken);
        var patients = noted.Distinct().Order().ToList();
        foreach (var patientId in patients)
        {
            await files.ApartAsync(patientId, async () =>
            {
                await PlanAsync(patientId, cancellationToken);
                return true;
            }, cancellationToken);
        }

        return patients.Count;
    }

    /// <summary>Plans for one patient.</summary>
    public async Task PlanAsync(Guid patientId, CancellationToken cancellationToken)
    {
        if (await files.LockAsync(patientId, cancellationToken) is not { } file)
        {
            return;
        }

        await requests.SettleAsync(patientId, cancellationToken);
        // Those that are of no more use too: their names are taken.
        var since = db.Now - Known;
        var messages = await db.Messages.Where(m => m.PatientId == patientId && m.UseUntil > since).ToListAsync(cancellationToken);
        if (file.Terms.Enabled)
        {
            PlanReminders(file, messages);
            PlanNews(file, messages);
            await PlanOffersAsync(file, messages, cancellationToken);
        }
        else
        {
            Supersede(messages.Where(m => MessageKinds.ClassOf(m.Kind) != MessageClass.Answer), SwitchedOff);
            // Nobody tells anybody anything: what is booked when it is switched on counts as known.
            file.Messaging.Told = file.AsTold();
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private void PlanReminders(PatientFile file, List<Message> messages)
    {
        var (channel, refused) = routes.Choose(file, MessageKind.VisitReminder);
        var wanted = ReminderSchedule.Of(file.Visits, file.Terms.Policy, file.Clock, db.Now - LookBack, file.Messaging.DayBeforeAlways).ToDictionary(d => d.Name);
        var reminders = messages.Where(m => MessageKinds.ClassOf(m.Kind) == MessageClass.Reminder).ToList();
        Supersede(reminders.Where(m => m.Channel != channel || !wanted.ContainsKey(m.Name)), Changed);
        foreach (var reminder in wanted.Values.Where(r => r.UseUntil > db.Now))
        {
            var known = reminders.SingleOrDefault(m => m.Channel == channel && m.Name == reminder.Name);
            if (known is null && reminder.DueAt >= db.Now)
            {
                known = Add(file, reminder.Kind, channel, reminder.Name, reminder.DueAt, reminder.UseUntil);
                (known.AppointmentId, known.ScheduleVersion, known.SiteId) = (reminder.AppointmentId, reminder.ScheduleVersion, file.SiteOf(reminder.AppointmentId));
                Refuse(known, refused);
            }
            else if (known is not null)
            {
                Renew(known, refused, reminder.DueAt, reminder.UseUntil);
            }
        }
    }

    private void PlanNews(PatientFile file, List<Message> messages)
    {
        var open = messages.Where(m => MessageKinds.News.Contains(m.Kind)).ToList();
        if (open.Exists(m => m.State == MessageState.Sending))
        {
            // What came of it is a note of its own.
            return;
        }

        var policy = file.Terms.Policy;
        var news = file.News(db.Now);
        var urgent = news.IsUrgent(db.Now, policy.UrgentWithin);
        var kind = KindOf(file, news, urgent);
        var name = NameOf(file, kind, news);
        var inVain = TriedInVain(file, open, news);
        var (channel, refused) = routes.Choose(file, kind, inVain);
        var present = open.SingleOrDefault(m => m.Name == name && m.Channel == channel);
        // A desk that changes this and that for an hour must not keep the patient waiting for an hour.
        var since = open.Where(m => m.State == MessageState.Scheduled).Select(m => m.CreatedAt).DefaultIfEmpty(db.Now).Min();
        Supersede(open.Where(m => m != present), Changed);
        if (news.IsEmpty || inVain.Contains(channel))
        {
            // What could be said by no channel stands on the call list as it failed.
            return;
        }

        // As long as one of its visits is to come; a worker leaves out those that have begun.
        var useUntil = news.Starts.Max();
        var settle = TimeSpan.FromSeconds(urgent ? options.Value.UrgentSettleSeconds : options.Value.SettleSeconds);
        var latest = since + (settle * LongestSettling);
        var settled = db.Now + settle < latest ? db.Now + settle : Max(db.Now, latest);
        var hours = urgent ? policy.UrgentHours : policy.Hours;
        var dueAt = hours.Next(settled, useUntil, file.Clock);
        refused ??= dueAt is null ? TooLate : null;
        if (present is null)
        {
            present = Add(file, kind, channel, name, dueAt ?? settled, useUntil);
            Refuse(present, refused);
        }
        else
        {
            Renew(present, refused, present.State != MessageState.Scheduled || present.DueAt > db.Now ? dueAt ?? settled : present.DueAt, useUntil);
        }
    }

    // Refused, or it did not arrive: the same isn't said again over that channel, to that address.
    private static HashSet<MessageChannel> TriedInVain(PatientFile file, List<Message> open, VisitNews news) =>
        [.. open.Where(m => m.State == MessageState.Failed && m.Address == file.AddressOf(m.Channel) && news.Says.All(m.Says.Contains)).Select(m => m.Channel)];

    private async Task PlanOffersAsync(PatientFile file, List<Message> messages, CancellationToken cancellationToken)
    {
        var offers = await db.WaitlistOffers.AsNoTracking()
            .Where(o => o.State == OfferState.Open && o.ExpiresAt > db.Now && db.WaitlistEntries.Any(e => e.Id == o.EntryId && e.PatientId == file.Patient.Id)).ToListAsync(cancellationToken);
        var made = messages.Where(m => m.Kind == MessageKind.WaitlistOffer).ToList();
        Supersede(made.Where(m => offers.TrueForAll(o => o.Id != m.OfferId)), Changed);
        foreach (var offer in offers.Where(o => made.TrueForAll(m => m.OfferId != o.Id)))
        {
            var (channel, refused) = routes.Choose(file, MessageKind.WaitlistOffer);
            var dueAt = file.Terms.Policy.Hours.Next(db.Now, offer.ExpiresAt, file.Clock);
            var message = Add(file, MessageKind.WaitlistOffer, channel, $"offer/{offer.Id}", dueAt ?? db.Now, offer.ExpiresAt);
            (message.OfferId, message.AppointmentId, message.SiteId) = (offer.Id, offer.AppointmentId, offer.SiteId);
            Refuse(message, refused ?? (dueAt is null ? TooLate : null));
        }
    }

    private static MessageKind KindOf(PatientFile file, VisitNews news, bool urgent)
    {
        if (urgent)
        {
            return MessageKind.UrgentChange;
        }

        var onlyNew = news.Moved.Count + news.Dropped.Count == 0;
        var ofOneCourse = news.Booked.Select(b => file.Appointments.FirstOrDefault(a => a.Id == b.AppointmentId)?.CourseId).Distinct().ToList() is [not null];
        return onlyNew && ofOneCourse && news.Booked.Count > 1 ? MessageKind.CourseConfirmation : MessageKind.VisitChange;
    }

    // The same news is told once; told again only when the patient was told something else in between.
    private static string NameOf(PatientFile file, MessageKind kind, VisitNews news)
    {
        var text = JsonSerializer.Serialize(new { news.Booked, moved = news.Moved.Select(m => m.Now), news.Dropped }, StoredJson.Options);
        return $"{StoredJson.Word(kind)}/{file.Messaging.Tellings}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}";
    }

    private Message Add(PatientFile file, MessageKind kind, MessageChannel channel, string name, DateTimeOffset dueAt, DateTimeOffset useUntil)
    {
        var message = new Message
        {
            Id = Guid.CreateVersion7(db.Now),
            PatientId = file.Patient.Id,
            SiteId = file.HomeSiteId,
            Kind = kind,
            Channel = channel,
            Name = name,
            DueAt = dueAt,
            NextTryAt = dueAt,
            UseUntil = useUntil,
        };
        db.Messages.Add(message);
        return message;
    }

    private void Renew(Message message, string? refused, DateTimeOffset dueAt, DateTimeOffset useUntil)
    {
        if (message.State is MessageState.Superseded or MessageState.Suppressed)
        {
            if (dueAt >= db.Now && message.ConfirmedAt is null && Passing.Contains(message.Reason ?? "") && (refused is null || message.State == MessageState.Superseded))
            {
                // What is so again and still can't be sent stands on the call list again.
                message.Become(refused is null ? MessageState.Scheduled : MessageState.Suppressed, refused);
                (message.DueAt, message.NextTryAt, message.UseUntil) = (dueAt, dueAt, useUntil);
            }
        }
        else if (message.State == MessageState.Scheduled)
        {
            (message.DueAt, message.UseUntil) = (dueAt, useUntil);
            message.NextTryAt = message.Attempts == 0 ? dueAt : message.NextTryAt;
            Refuse(message, refused);
        }
    }

    private static void Refuse(Message message, string? refused)
    {
        if (refused is not null)
        {
            message.Become(MessageState.Suppressed, refused);
        }
    }

    // What is of no more use stays as it ended.
    private void Supersede(IEnumerable<Message> messages, string reason)
    {
        foreach (var message in messages.Where(m => m.UseUntil > db.Now && m.State is MessageState.Scheduled or MessageState.Suppressed))
        {
            message.Become(MessageState.Superseded, reason);
        }
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
