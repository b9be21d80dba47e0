using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scheduling.Api.Http.Json;

/// <summary>Local times as <c>HH:mm</c> and nothing else.</summary>
public sealed class LocalTimeConverter : JsonConverter<TimeOnly>
{
    private const string Expected = "must be a time as HH:mm, from 00:00 to 23:59";

    /// <inheritdoc />
    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var value) ? value : throw new FieldFormatException(Expected);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("HH:mm", CultureInfo.InvariantCulture));

    /// <summary>Reads <c>HH:mm</c>.</summary>
    public static bool TryParse(string text, out TimeOnly value) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
}
