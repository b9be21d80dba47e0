using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scheduling.Api.Http.Json;

/// <summary>How every body is read and written: strictly, in camelCase, enums as snake_case strings, nulls written.</summary>
public static class ApiJson
{
    /// <summary>Deepest nesting accepted.</summary>
    public const int MaxDepth = 32;

    /// <summary>The options, ready for use outside MVC (events, problems, tests).</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Sets <paramref name="o"/> up as the API's.</summary>
    public static void Configure(JsonSerializerOptions o)
    {
        o.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        o.DictionaryKeyPolicy = null;
        o.PropertyNameCaseInsensitive = false;
        o.NumberHandling = JsonNumberHandling.Strict;
        o.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        o.AllowDuplicateProperties = false;
        o.RespectNullableAnnotations = true;
        o.RespectRequiredConstructorParameters = true;
        o.MaxDepth = MaxDepth;
        // Names of people stay readable; the answer is JSON by its content type and nosniff, never HTML.
        o.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        o.Converters.Add(new InstantConverter());
        o.Converters.Add(new LocalDateConverter());
        o.Converters.Add(new LocalTimeConverter());
        o.Converters.Add(new GuidConverter());
        o.Converters.Add(new SnakeCaseEnumConverter());
        o.Converters.Add(new StartTimeConverter());
    }

    private static JsonSerializerOptions Create()
    {
        var o = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(o);
        o.TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver();
        o.MakeReadOnly();
        return o;
    }
}
