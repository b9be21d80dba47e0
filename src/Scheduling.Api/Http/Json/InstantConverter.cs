using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Scheduling.Api.Http.Json;

/// <summary>RFC 3339 instants. Without an offset it isn't an instant, so it is refused rather than guessed.</summary>
public sealed partial class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const string Expected = "must be an RFC 3339 date-time with an offset, such as 2026-03-09T13:00:00Z, from 1900 to 2199";

    /// <inheritdoc />
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var value) ? value : throw new FieldFormatException(Expected);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));

    /// <summary>Reads an instant; false for anything but RFC 3339 with an offset.</summary>
    public static bool TryParse(string text, out DateTimeOffset value)
    {
        value = default;
        // "-00:00" means "offset unknown" in RFC 3339: as bad as none.
        return Shape().IsMatch(text)
            && !text.EndsWith("-00:00", StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out value)
            && value.UtcDateTime.Year is >= 1900 and < 2200;
    }

    /// <summary>Seconds always, fractions only where there are any, <c>Z</c> for offset zero.</summary>
    public static string Format(DateTimeOffset value) =>
        value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + (value.Offset == TimeSpan.Zero ? "Z" : value.ToString("zzz", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
