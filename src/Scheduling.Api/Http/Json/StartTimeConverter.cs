using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Http.Json;

/// <summary>A start: an RFC 3339 instant, or <c>{localDate, localTime, offset?}</c>. What it means is decided later, by the site's clock.</summary>
public sealed partial class StartTimeConverter : JsonConverter<StartTime>
{
    private const string Expected = "must be an RFC 3339 date-time with an offset, or {localDate, localTime, offset?}";
    private static readonly InstantConverter Instants = new();

    /// <inheritdoc />
    public override StartTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new StartTime(Instants.Read(ref reader, typeof(DateTimeOffset), options));
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FieldFormatException(Expected);
        }

        LocalStart local;
        try
        {
            local = JsonSerializer.Deserialize<LocalStart>(ref reader, options)!;
        }
        catch (JsonException e)
        {
            // Its path begins here, not at the body's root.
            throw new FieldFormatException(Expected) { Inside = StrictJsonInputFormatter.Refusal(e).Errors };
        }

        return new StartTime(local.LocalDate, local.LocalTime, local.Offset is { } text ? Offset(text) : null);
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, StartTime value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers show start, localDate and localTime, never this.");

    private static TimeSpan Offset(string text)
    {
        if (text == "Z")
        {
            return TimeSpan.Zero;
        }

        if (!Shape().IsMatch(text))
        {
            throw new FieldFormatException("must have an offset as +HH:mm or -HH:mm");
        }

        var size = TimeSpan.ParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture);
        return text[0] == '-' ? -size : size;
    }

    [GeneratedRegex(@"^[+-](0[0-9]|1[0-4]):[0-5][0-9]\z")]
    private static partial Regex Shape();
}

/// <summary>A start by the site's wall clock.</summary>
public sealed record LocalStart
{
    /// <summary>The site's date.</summary>
    /// <example>2026-03-09</example>
    public required DateOnly LocalDate { get; init; }

    /// <summary>The site's time, HH:mm.</summary>
    /// <example>09:00</example>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>The site's offset then, such as -05:00; only needed where the clock shows the time twice.</summary>
    /// <example>null</example>
    public string? Offset { get; init; }
}
