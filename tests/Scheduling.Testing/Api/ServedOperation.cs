using System.Text.Json.Nodes;

namespace Scheduling.Testing.Api;

/// <summary>One operation of the served OpenAPI document, and requests made from its examples.</summary>
public sealed class ServedOperation
{
    private static readonly string[] Combined = ["oneOf", "anyOf", "allOf"];
    private readonly JsonNode document;
    private readonly JsonNode operation;

    private ServedOperation(JsonNode document, string path, string method, JsonNode operation)
    {
        this.document = document;
        this.operation = operation;
        Path = path;
        Method = new HttpMethod(method.ToUpperInvariant());
    }

    /// <summary>The path's template.</summary>
    public string Path { get; }

    /// <summary>The method.</summary>
    public HttpMethod Method { get; }

    /// <summary>The operationId.</summary>
    public string Name => (string)operation["operationId"]!;

    /// <summary>The operation as served.</summary>
    public JsonNode Node => operation;

    /// <summary>Whether it needs a key.</summary>
    public bool NeedsKey => operation["security"] is JsonArray { Count: > 0 };

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<JsonNode> Parameters => [.. (operation["parameters"] as JsonArray ?? []).Select(p => Resolve(p)!)];

    /// <summary>Its answers by status.</summary>
    public IReadOnlyDictionary<string, JsonNode> Responses => operation["responses"]!.AsObject().ToDictionary(r => r.Key, r => Resolve(r.Value)!);

    /// <summary>Whether an id stands in its path.</summary>
    public bool HasIdInPath => Parameters.Any(p => (string?)p["in"] == "path" && IsId(p["schema"]!));

    /// <summary>The schema of its JSON body; null when it has none.</summary>
    public JsonNode? BodySchema => Resolve(operation["requestBody"])?["content"]?["application/json"]?["schema"];

    /// <summary>Every operation that is served.</summary>
    public static async Task<IReadOnlyList<ServedOperation>> AllAsync(ApiClient client)
    {
        var document = (await client.GetAsync("/openapi/v1.json")).Json;
        return [.. document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => new ServedOperation(document, p.Key, o.Key, o.Value!)))];
    }

    /// <summary>Sends the operation with its examples, every id replaced by <paramref name="id"/> of its name.</summary>
    /// <param name="client">Who sends it.</param>
    /// <param name="id">The id to use for a member or parameter of that name.</param>
    public Task<ApiAnswer> SendAsync(ApiClient client, Func<string, Guid> id)
    {
        var path = Path;
        var query = new List<string>();
        var headers = new List<(string, string)>();
        foreach (var parameter in Parameters)
        {
            var name = (string)parameter["name"]!;
            var value = Text(IsId(parameter["schema"]!) ? id(name).ToString() : parameter["example"] ?? Example(parameter["schema"]!, name, id));
            switch ((string)parameter["in"]!)
            {
                case "path":
                    path = path.Replace("{" + name + "}", Uri.EscapeDataString(value), StringComparison.Ordinal);
                    break;
                case "query" when (bool?)parameter["required"] == true || IsId(parameter["schema"]!):
                    query.Add($"{name}={Uri.EscapeDataString(value)}");
                    break;
                case "header" when name is not ("Scheduling-Actor" or "Idempotency-Key"):
                    headers.Add((name, value));
                    break;
            }
        }

        var key = Parameters.Any(p => (string)p["name"]! == "Idempotency-Key") ? Guid.NewGuid().ToString() : null;
        var body = BodySchema is { } schema ? Example(schema, "", id) : null;
        return client.SendAsync(Method, path + (query.Count > 0 ? "?" + string.Join('&', query) : ""), body, null, key, headers);
    }

    /// <summary>Whether an id stands anywhere in the request.</summary>
    public bool HasIds()
    {
        var found = false;
        Guid Note(string name)
        {
            found = true;
            return Guid.Empty;
        }

        if (BodySchema is { } schema)
        {
            Example(schema, "", Note);
        }

        return found || Parameters.Any(p => IsId(p["schema"]!));
    }

    /// <summary>Visits every schema below <paramref name="node"/> once, with where it stands.</summary>
    public void Visit(JsonNode node, string at, Action<string, JsonNode> visit, HashSet<string>? seen = null)
    {
        seen ??= [];
        if ((string?)node["$ref"] is { } reference && !seen.Add(reference))
        {
            return;
        }

        var schema = Resolve(node)!;
        visit(at, schema);
        foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
        {
            Visit(member!, at + "/" + name, visit, seen);
        }

        foreach (var part in Combined.SelectMany(p => schema[p] as JsonArray ?? []))
        {
            Visit(part!, at, visit, seen);
        }

        if (schema["items"] is { } items)
        {
            Visit(items, at + "/-", visit, seen);
        }

        if (schema["additionalProperties"] is JsonObject values)
        {
            Visit(values, at + "/*", visit, seen);
        }
    }

    /// <summary>The type without null.</summary>
    public static string? TypeOf(JsonNode schema) => schema["type"] switch
    {
        JsonArray types => types.Select(t => (string)t!).FirstOrDefault(t => t != "null"),
        JsonValue type => (string)type!,
        _ => null,
    };

    private static string Text(JsonNode? value) => value is JsonValue v && v.TryGetValue<string>(out var text) ? text : value?.ToJsonString() ?? "";

    private static bool IsId(JsonNode schema) => (string?)schema["format"] == "uuid";

    private JsonNode? Example(JsonNode node, string name, Func<string, Guid> id)
    {
        var schema = Resolve(node)!;
        if (IsId(schema))
        {
            return id(name).ToString();
        }

        var parts = schema["allOf"] as JsonArray ?? schema["oneOf"] as JsonArray ?? schema["anyOf"] as JsonArray;
        if (TypeOf(schema) == "array")
        {
            // Ids have to be replaced, so an array of anything that may hold one is built anew.
            var items = schema["items"]!;
            return schema["examples"]?[0] is JsonArray given && !Resolve(items)!.ToJsonString().Contains("uuid", StringComparison.Ordinal) ? given.DeepClone() : new JsonArray(Example(items, name, id));
        }

        if (schema["properties"] is JsonObject properties)
        {
            var required = (schema["required"] as JsonArray ?? []).Select(r => (string)r!).ToHashSet();
            var result = new JsonObject();
            foreach (var (member, inner) in properties)
            {
                var resolved = Resolve(inner!)!;
                if (required.Contains(member) || IsId(resolved) || (TypeOf(resolved) == "array" && IsId(Resolve(resolved["items"])!)))
                {
                    result[member] = Example(inner!, member, id);
                }
            }

            return result;
        }

        return (node["examples"]?[0] ?? schema["examples"]?[0] ?? schema["example"] ?? schema["enum"]?[0] ?? schema["default"])?.DeepClone()
            ?? (parts is not null ? Example(parts[0]!, name, id) : TypeOf(schema) switch
            {
                "integer" or "number" => schema["minimum"]?.DeepClone() ?? 1,
                "boolean" => false,
                "object" => new JsonObject(),
                _ => "example",
            });
    }

    private JsonNode? Resolve(JsonNode? node)
    {
        while ((string?)node?["$ref"] is { } reference)
        {
            node = reference.TrimStart('#', '/').Split('/').Aggregate(document, (n, part) => n[part.Replace("~1", "/", StringComparison.Ordinal)]!);
        }

        return node;
    }
}
