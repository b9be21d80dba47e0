using System.Globalization;
using System.Text;

namespace Scheduling.Testing.Mail;

/// <summary>Reads calendar files by RFC 5545's text alone, sharing nothing with the library that wrote them; refuses what isn't one.</summary>
public static class CalendarReader
{
    /// <summary>One event, its times by the machine's zones and, where the file names a zone, checked against the VTIMEZONE it brings.</summary>
    public sealed record Entry(string Uid, int Sequence, string Status, string Summary, DateTimeOffset Start, DateTimeOffset End);

    /// <summary>The file's METHOD and events.</summary>
    /// <exception cref="FormatException">When the text is no calendar file.</exception>
    public static (string Method, IReadOnlyList<Entry> Events) Read(string text)
    {
        foreach (var line in text.Split("\r\n"))
        {
            Require(!line.Contains('\n') && !line.Contains('\r'), "lines end in CRLF (3.1)");
            Require(Encoding.UTF8.GetByteCount(line) <= 75, $"a line has at most 75 octets (3.1): {line}");
        }

        Require(text.EndsWith("END:VCALENDAR\r\n", StringComparison.Ordinal), "the last line is END:VCALENDAR");
        var lines = text.Replace("\r\n ", "", StringComparison.Ordinal).Replace("\r\n\t", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Stack<string> open = [];
        var zones = new HashSet<string>();
        List<Entry> events = [];
        var properties = new Dictionary<string, (string Parameters, string Value)>();
        string? method = null;
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            Require(colon > 0, $"a line has a name and a value: {line}");
            var (name, value) = (line[..colon], line[(colon + 1)..]);
            var parameters = name.Contains(';', StringComparison.Ordinal) ? name[(name.IndexOf(';', StringComparison.Ordinal) + 1)..] : "";
            name = name.Split(';')[0];
            if (name == "BEGIN")
            {
                open.Push(value);
                if (value == "VEVENT")
                {
                    properties.Clear();
                }
            }
            else if (name == "END")
            {
                Require(open.TryPop(out var opened) && opened == value, $"END:{value} closes what was opened last");
                if (value == "VEVENT")
                {
                    events.Add(new Entry(
                        properties["UID"].Value, int.Parse(properties["SEQUENCE"].Value, CultureInfo.InvariantCulture), properties["STATUS"].Value, properties["SUMMARY"].Value,
                        At(properties["DTSTART"], zones), At(properties["DTEND"], zones)));
                    Require(properties.ContainsKey("DTSTAMP"), "an event has a DTSTAMP");
                    Require(method is not ("REQUEST" or "CANCEL") || (properties.ContainsKey("ORGANIZER") && properties.ContainsKey("ATTENDEE")), "an invitation has ORGANIZER and ATTENDEE (RFC 5546, 3.2.2)");
                }
            }
            else if (open.Peek() == "VCALENDAR" && name == "METHOD")
            {
                method = value;
            }
            else if (open.Peek() == "VTIMEZONE" && name == "TZID")
            {
                zones.Add(value);
            }
            else if (open.Peek() == "VEVENT")
            {
                properties[name] = (parameters, value);
            }
        }

        Require(open.Count == 0, "everything is closed");
        Require(method is "PUBLISH" || (events.Count == 1 && method is "REQUEST" or "CANCEL"), "REQUEST and CANCEL are about one event");
        return (method!, events);
    }

    private static DateTimeOffset At((string Parameters, string Value) property, HashSet<string> zones)
    {
        if (property.Value.EndsWith('Z'))
        {
            return DateTimeOffset.ParseExact(property.Value, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        }

        var zone = property.Parameters.Split(';').Single(p => p.StartsWith("TZID=", StringComparison.Ordinal))["TZID=".Length..];
        Require(zones.Contains(zone), $"{zone} is defined before it is used");
        var local = DateTime.ParseExact(property.Value, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(local));
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new FormatException(rule);
        }
    }
}
