using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Messaging;

/// <summary>
/// Brings a patient's scheduled messages up to the book: reminders that are called for and missing are made, those no longer called for are superseded, and
/// what the patient has not been told yet becomes one message. Whatever wrote to the book left a note by trigger, so no write path can forget it; being a
/// function of the book, it may run twice.
/// </summary>
public sealed class MessagePlanning(SchedulingDbContext db, PatientFiles files, MessageRoutes routes, IOptions<MessagingOptions> options)
{
    private const int NotesAtOnce = 200;
    private const int LongestSettling = 5;
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(8);

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
            await PlanAsync(patientId, cancellationToken);
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

        var messages = await db.Messages.Where(m => m.PatientId == patientId && m.UseUntil > db.Now).ToListAsync(cancellationToken);
        if (file.Terms.Enabled)
        {
            PlanReminders(file, messages);
            PlanNews(file, messages);
            await PlanOffersAsync(file, messages, cancellationToken);
        }
        else
        {
            Supersede(messages.Where(m => MessageKinds.ClassOf(m.Kind) != MessageClass.Answer), "switched_off");
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
        Supersede(reminders.Where(m => m.Channel != channel || !wanted.ContainsKey(m.Name)), "changed");
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
        var open = messages.Where(m => m.Kind is MessageKind.CourseConfirmation or MessageKind.VisitChange or MessageKind.UrgentChange).ToList();
        if (open.Exists(m => m.State == MessageState.Sending))
        {
            // What came of it is a note of its own.
            return;
        }

        var (told, book, policy) = (file.Messaging.Told, file.AsTold(), file.Terms.Policy);
        var news = VisitNews.Between(told, book, db.Now);
        var urgent = news.IsUrgent(db.Now, policy.UrgentWithin);
        var kind = KindOf(file, news, urgent);
        var name = NameOf(file, news);
        var (channel, refused) = routes.Choose(file, kind);
        var present = open.SingleOrDefault(m => m.Name == name && m.Channel == channel && m.Kind == kind);
        // A desk that changes this and that for an hour must not keep the patient waiting for an hour.
        var since = open.Where(m => m.State == MessageState.Scheduled).Select(m => m.CreatedAt).DefaultIfEmpty(db.Now).Min();
        Supersede(open.Where(m => m != present), "changed");
        if (news.IsEmpty)
        {
            return;
        }

        var starts = news.Booked.Concat(news.Dropped).Concat(news.Moved.SelectMany(m => new[] { m.Was, m.Now })).Select(v => v.StartsAt).Where(s => s > db.Now).ToList();
        var useUntil = urgent ? starts.Min() : starts.Max();
        var settle = TimeSpan.FromSeconds(urgent ? options.Value.UrgentSettleSeconds : options.Value.SettleSeconds);
        var latest = since + (settle * LongestSettling);
        var settled = db.Now + settle < latest ? db.Now + settle : Max(db.Now, latest);
        var hours = urgent ? policy.UrgentHours : policy.Hours;
        var dueAt = hours.Next(settled, file.Clock);
        refused ??= dueAt >= useUntil ? "too_late" : null;
        if (present is null)
        {
            present = Add(file, kind, channel, name, dueAt, useUntil);
            Refuse(present, refused);
        }
        else
        {
            Renew(present, refused, present.DueAt > db.Now ? dueAt : present.DueAt, useUntil);
        }
    }

    private async Task PlanOffersAsync(PatientFile file, List<Message> messages, CancellationToken cancellationToken)
    {
        var offers = await db.WaitlistOffers.AsNoTracking()
            .Where(o => o.State == OfferState.Open && o.ExpiresAt > db.Now && db.WaitlistEntries.Any(e => e.Id == o.EntryId && e.PatientId == file.Patient.Id)).ToListAsync(cancellationToken);
        var made = messages.Where(m => m.Kind == MessageKind.WaitlistOffer).ToList();
        Supersede(made.Where(m => offers.TrueForAll(o => o.Id != m.OfferId)), "changed");
        foreach (var offer in offers.Where(o => made.TrueForAll(m => m.OfferId != o.Id)))
        {
            var (channel, refused) = routes.Choose(file, MessageKind.WaitlistOffer);
            var message = Add(file, MessageKind.WaitlistOffer, channel, $"offer/{offer.Id}", file.Terms.Policy.Hours.Next(db.Now, file.Clock), offer.ExpiresAt);
            (message.OfferId, message.AppointmentId, message.SiteId) = (offer.Id, offer.AppointmentId, offer.SiteId);
            Refuse(message, refused ?? (message.DueAt >= offer.ExpiresAt ? "too_late" : null));
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
    private static string NameOf(PatientFile file, VisitNews news)
    {
        var text = JsonSerializer.Serialize(new { news.Booked, moved = news.Moved.Select(m => m.Now), news.Dropped }, StoredJson.Options);
        return $"news/{file.Messaging.Tellings}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}";
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

    private static void Renew(Message message, string? refused, DateTimeOffset dueAt, DateTimeOffset useUntil)
    {
        if (message.State is MessageState.Superseded or MessageState.Suppressed && refused is null)
        {
            (message.State, message.Reason, message.DueAt, message.NextTryAt, message.UseUntil) = (MessageState.Scheduled, null, dueAt, dueAt, useUntil);
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
            (message.State, message.Reason) = (MessageState.Suppressed, refused);
        }
    }

    private static void Supersede(IEnumerable<Message> messages, string reason)
    {
        foreach (var message in messages.Where(m => m.State is MessageState.Scheduled or MessageState.Suppressed))
        {
            (message.State, message.Reason) = (MessageState.Superseded, reason);
        }
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
