using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Calendars;

/// <summary>Writes visits as calendar files (RFC 5545): a stable UID for each visit, the schedule version as SEQUENCE, times in the zone of the site with its VTIMEZONE (M9).</summary>
public static class CalendarFile
{
    private const string Product = "-//Scheduling//Visits//EN";

    /// <summary>A file that calendars take in by themselves: one visit, invited or called off (RFC 5546).</summary>
    /// <param name="entry">The visit.</param>
    /// <param name="cancelled">Called off.</param>
    /// <param name="organizer">E-mail address that invites.</param>
    /// <param name="attendee">E-mail address of whoever is invited.</param>
    /// <param name="now">When the file was made.</param>
    public static string Invite(CalendarEntry entry, bool cancelled, string organizer, string attendee, DateTimeOffset now)
    {
        var item = Event(entry, cancelled, now);
        item.Organizer = new Organizer($"mailto:{organizer}");
        item.Attendees.Add(new Attendee($"mailto:{attendee}") { Rsvp = false, ParticipationStatus = EventParticipationStatus.Accepted });
        return Text([item], cancelled ? "CANCEL" : "REQUEST", null);
    }

    /// <summary>A file of several visits; those that were called off are in it as cancelled, so that they vanish where an earlier file put them.</summary>
    /// <param name="entries">The visits.</param>
    /// <param name="now">When the file was made.</param>
    /// <param name="name">Name of a calendar that is subscribed to; null for a file.</param>
    public static string Publish(IEnumerable<CalendarEntry> entries, DateTimeOffset now, string? name = null) =>
        Text([.. entries.Select(e => Event(e, !e.Visit.State.TakesResources(), now))], "PUBLISH", name);

    private static CalendarEvent Event(CalendarEntry entry, bool cancelled, DateTimeOffset now) => new()
    {
        Uid = $"{entry.Visit.Id}@scheduling",
        Sequence = entry.Visit.ScheduleVersion,
        DtStamp = Utc(now),
        DtStart = At(entry.Visit.StartsAt, entry.Visit.TimeZone),
        DtEnd = At(entry.Visit.EndsAt, entry.Visit.TimeZone),
        Summary = entry.Summary,
        Location = entry.Location,
        Description = entry.Description,
        Status = cancelled ? EventStatus.Cancelled : entry.Visit.Commitment == Commitment.Tentative ? EventStatus.Tentative : EventStatus.Confirmed,
        Class = "PRIVATE",
    };

    private static string Text(IReadOnlyList<CalendarEvent> items, string method, string? name)
    {
        var calendar = new Calendar { Method = method, ProductId = Product };
        if (name is not null)
        {
            calendar.AddProperty("X-WR-CALNAME", name);
            calendar.AddProperty("REFRESH-INTERVAL", "PT1H");
            calendar.AddProperty("X-PUBLISHED-TTL", "PT1H");
        }

        foreach (var zone in items.SelectMany(i => new[] { i.DtStart!, i.DtEnd! }).Where(t => !t.IsUtc).GroupBy(t => t.TzId!))
        {
            calendar.AddTimeZone(VTimeZone.FromDateTimeZone(zone.Key, zone.Min(t => t.Value).AddYears(-1), includeHistoricalData: false));
        }

        foreach (var item in items)
        {
            calendar.Events.Add(item);
        }

        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    // A file can't say which of two equal wall times it means; UTC can.
    private static CalDateTime At(DateTimeOffset instant, string zone)
    {
        var clock = SiteClock.ForZone(zone);
        return clock.Resolve(clock.DateOf(instant), clock.TimeOf(instant)) is LocalResolution.Resolved
            ? new CalDateTime(DateTime.SpecifyKind(clock.ToLocal(instant).DateTime, DateTimeKind.Unspecified), zone)
            : Utc(instant);
    }

    private static CalDateTime Utc(DateTimeOffset instant) => new(instant.UtcDateTime, "UTC");
}
