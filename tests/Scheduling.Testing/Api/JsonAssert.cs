using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scheduling.Testing.Api;

/// <summary>Whole bodies compared, with a readable difference.</summary>
public static class JsonAssert
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Fails unless both are equal; members may stand in any order, those named in <paramref name="apartFrom"/> don't count (at any depth).</summary>
    public static void Equal(string expected, string actual, params string[] apartFrom)
    {
        var a = Plain(JsonNode.Parse(expected), apartFrom);
        var b = Plain(JsonNode.Parse(actual), apartFrom);
        if (!JsonNode.DeepEquals(a, b))
        {
            throw new InvalidOperationException($"Bodies differ.\nExpected:\n{a?.ToJsonString(Indented)}\nActual:\n{b?.ToJsonString(Indented)}");
        }
    }

    private static JsonNode? Plain(JsonNode? node, string[] apartFrom) => node switch
    {
        JsonObject o => new JsonObject(o.Where(p => !apartFrom.Contains(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Plain(p.Value, apartFrom)))),
        JsonArray array => new JsonArray([.. array.Select(i => Plain(i, apartFrom))]),
        _ => node?.DeepClone(),
    };
}
