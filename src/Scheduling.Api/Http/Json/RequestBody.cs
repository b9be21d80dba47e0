using System.Text.Json;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Json;

/// <summary>A JSON body that has been read whole: checked as text, and in the one spelling that fingerprints compare.</summary>
public sealed class RequestBody
{
    /// <summary>Longest string where its own schema states no less.</summary>
    public const int MaxStringLength = 4_000;

    /// <summary>Longest array where its own schema states no less.</summary>
    public const int MaxArrayLength = 1_000;

    private RequestBody(byte[] canonical, bool dryRun)
    {
        Canonical = canonical;
        DryRun = dryRun;
    }

    /// <summary>Members sorted, no white space: equal for equal requests however a client writes them.</summary>
    public byte[] Canonical { get; }

    /// <summary>Whether the body has <c>dryRun: true</c> at its top.</summary>
    public bool DryRun { get; }

    /// <summary>Parses <paramref name="utf8"/>.</summary>
    /// <exception cref="SchedulingException">malformed_json; invalid_request for strings that are no text.</exception>
    public static RequestBody Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var doc = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = ApiJson.MaxDepth, AllowDuplicateProperties = false });
            using var stream = new MemoryStream(utf8.Length);
            using (var writer = new Utf8JsonWriter(stream))
            {
                Write(writer, doc.RootElement, "");
            }

            var dryRun = doc.RootElement.ValueKind == JsonValueKind.Object && doc.RootElement.TryGetProperty("dryRun", out var d) && d.ValueKind == JsonValueKind.True;
            return new RequestBody(stream.ToArray(), dryRun);
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    /// <summary>The refusal for a text that isn't JSON; names the line and byte, never the content.</summary>
    public static SchedulingException Malformed(JsonException e) =>
        new(ProblemCodes.MalformedJson, e.LineNumber is { } line
            ? FormattableString.Invariant($"The body is not valid JSON at line {line + 1}, byte {e.BytePositionInLine + 1}: a syntax error, more than {ApiJson.MaxDepth} levels, or a member given twice.")
            : $"The body is not valid JSON: a syntax error, more than {ApiJson.MaxDepth} levels, or a member given twice.");

    private static void Write(Utf8JsonWriter w, JsonElement e, string pointer)
    {
        switch (e.ValueKind)
        {
            case JsonValueKind.Object:
                w.WriteStartObject();
                foreach (var p in e.EnumerateObject().Select(p => (Name: Text(() => p.Name, pointer), p.Value)).OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    w.WritePropertyName(p.Name);
                    Write(w, p.Value, JsonPointer.Append(pointer, p.Name));
                }

                w.WriteEndObject();
                break;
            case JsonValueKind.Array:
                if (e.GetArrayLength() > MaxArrayLength)
                {
                    throw SchedulingException.Invalid(pointer, FormattableString.Invariant($"has more than {MaxArrayLength} items"));
                }

                w.WriteStartArray();
                var i = 0;
                foreach (var item in e.EnumerateArray())
                {
                    var at = JsonPointer.Append(pointer, i++);
                    // The serialiser checks members for null, but not elements; no list of ours has any.
                    if (item.ValueKind == JsonValueKind.Null)
                    {
                        throw SchedulingException.Invalid(at, "must not be null");
                    }

                    Write(w, item, at);
                }

                w.WriteEndArray();
                break;
            case JsonValueKind.String:
                w.WriteStringValue(Text(() => e.GetString()!, pointer));
                break;
            default:
                e.WriteTo(w);
                break;
        }
    }

    private static string Text(Func<string> read, string pointer)
    {
        string text;
        try
        {
            text = read();
        }
        catch (InvalidOperationException)
        {
            throw SchedulingException.Invalid(pointer, "contains a lone surrogate, which is no Unicode text");
        }

        if (text.Length > MaxStringLength)
        {
            throw SchedulingException.Invalid(pointer, FormattableString.Invariant($"is longer than {MaxStringLength} characters"));
        }

        return text.Contains('\0', StringComparison.Ordinal) ? throw SchedulingException.Invalid(pointer, "contains U+0000") : text;
    }
}
