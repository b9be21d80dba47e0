using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scheduling.Domain.Protocols;

/// <summary>How protocols are written as JSON in templates and in the database: camelCase, snake_case enums, nothing unknown, nothing null that may not be.</summary>
public static class ProtocolJson
{
    /// <summary>The options; read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Reads a definition.</summary>
    /// <exception cref="JsonException">When the text is not a definition.</exception>
    public static ProtocolDefinition Read(string json) =>
        JsonSerializer.Deserialize<ProtocolDefinition>(json, Options) ?? throw new JsonException("A protocol definition, not null.");

    /// <summary>Writes a definition.</summary>
    public static string Write(ProtocolDefinition protocol) => JsonSerializer.Serialize(protocol, Options);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            WriteIndented = true,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
