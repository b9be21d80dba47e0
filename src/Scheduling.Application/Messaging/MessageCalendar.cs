using Scheduling.Application.Calendars;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>The calendar file of an e-mail (M9).</summary>
internal static class MessageCalendar
{
    /// <summary>The file with the visits that a message tells of; null for one that tells of none, or only of a place that is offered.</summary>
    /// <param name="message">The message.</param>
    /// <param name="file">The patient's file.</param>
    /// <param name="told">The visits told.</param>
    /// <param name="language">The language of the text.</param>
    /// <param name="organizer">Address that the message comes from.</param>
    /// <param name="now">Now.</param>
    public static OutgoingCalendar? Of(Message message, PatientFile file, IReadOnlyList<ToldVisit> told, string language, string organizer, DateTimeOffset now)
    {
        if (message.Kind == MessageKind.WaitlistOffer)
        {
            return null;
        }

        var ids = told.Select(t => t.AppointmentId).ToHashSet();
        var entries = file.Appointments.Where(a => ids.Contains(a.Id)).Select(a => Entry(a, file, VisitWords.For(language))).ToList();
        if (entries is [var only])
        {
            var cancelled = !only.Visit.State.IsToCome();
            return new OutgoingCalendar(cancelled ? "CANCEL" : "REQUEST", CalendarFile.Invite(only, cancelled, organizer, file.AddressOf(MessageChannel.Email)!, now));
        }

        return entries.Count == 0 ? null : new OutgoingCalendar("PUBLISH", CalendarFile.Publish(entries, now));
    }

    /// <summary>A visit as the patient's calendar shows it: where, and whom to call (M5).</summary>
    public static CalendarEntry Entry(Appointment visit, PatientFile file, VisitWords words)
    {
        var site = file.Sites[visit.SiteId];
        return new CalendarEntry(visit, $"{words.Visit}: {site.Alias}", site.Alias, site.Phone);
    }
}
