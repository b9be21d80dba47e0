using System.Globalization;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Messaging;

/// <summary>Days and times as a patient reads them, in the site's wall time. The service runs without the machine's cultures, so the words stand here.</summary>
public sealed class VisitWords
{
    private static readonly VisitWords English = new(
        ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"], ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        (day, date, month) => $"{day}, {month} {date}", t => t.ToString("h:mm tt", CultureInfo.InvariantCulture), "now", "not", "and {0} more", "Appointment");

    private static readonly VisitWords Spanish = new(
        ["dom", "lun", "mar", "mie", "jue", "vie", "sab"], ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
        (day, date, month) => $"{day} {date} {month}", t => t.ToString("H:mm", CultureInfo.InvariantCulture), "ahora", "no", "y {0} mas", "Cita");

    private readonly string[] days;
    private readonly string[] months;
    private readonly Func<string, int, string, string> date;
    private readonly Func<DateTime, string> time;

    private VisitWords(string[] days, string[] months, Func<string, int, string, string> date, Func<DateTime, string> time, string now, string not, string more, string visit) =>
        (this.days, this.months, this.date, this.time, Now, Not, More, Visit) = (days, months, date, time, now, not, more, visit);

    /// <summary>Between an old time and a new one.</summary>
    public string Now { get; }

    /// <summary>Before a time that won't take place.</summary>
    public string Not { get; }

    /// <summary>For visits that a text has no room for; takes their number.</summary>
    public string More { get; }

    /// <summary>What calendars call a visit.</summary>
    public string Visit { get; }

    /// <summary>The words of a language; English for one that isn't there.</summary>
    public static VisitWords For(string language) => language.StartsWith("es", StringComparison.OrdinalIgnoreCase) ? Spanish : English;

    /// <summary>The local day, such as <c>Tue, Mar 9</c>.</summary>
    public string Day(DateTimeOffset at, SiteClock clock) => clock.ToLocal(at) is var local ? date(days[(int)local.DayOfWeek], local.Day, months[local.Month - 1]) : "";

    /// <summary>The local time, such as <c>9:00 AM</c>.</summary>
    public string Time(DateTimeOffset at, SiteClock clock) => time(clock.ToLocal(at).DateTime);

    /// <summary>Both.</summary>
    public string DayAndTime(DateTimeOffset at, SiteClock clock) => $"{Day(at, clock)} {Time(at, clock)}";
}
