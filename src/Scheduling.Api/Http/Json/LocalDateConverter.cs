using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scheduling.Api.Http.Json;

/// <summary>Dates as <c>yyyy-MM-dd</c> and nothing else; 2026-02-30 is refused.</summary>
public sealed class LocalDateConverter : JsonConverter<DateOnly>
{
    private const string Expected = "must be a date of the calendar as yyyy-MM-dd, from 1900 to 2199";

    /// <inheritdoc />
    public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var value) ? value : throw new FieldFormatException(Expected);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));

    /// <inheritdoc />
    public override DateOnly ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString()!, out var value) ? value : throw new FieldFormatException(Expected);

    /// <inheritdoc />
    public override void WriteAsPropertyName(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) => writer.WritePropertyName(Format(value));

    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    public static bool TryParse(string text, out DateOnly value) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value) && value.Year is >= 1900 and < 2200;

    private static string Format(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
