using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scheduling.Api.Http.Json;

/// <summary>Ids in their usual hyphenated form.</summary>
public sealed class GuidConverter : JsonConverter<Guid>
{
    private const string Expected = "must be an id, a UUID such as 01936f5e-8c00-7000-8000-000000000001";

    /// <inheritdoc />
    public override Guid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var value) ? value : throw new FieldFormatException(Expected);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc />
    public override Guid ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString()!, out var value) ? value : throw new FieldFormatException(Expected);

    /// <inheritdoc />
    public override void WriteAsPropertyName(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString("D"));

    /// <summary>Reads 8-4-4-4-12 hex digits.</summary>
    public static bool TryParse(string text, out Guid value) => Guid.TryParseExact(text, "D", out value);
}
