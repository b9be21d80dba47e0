using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Http;

/// <summary>What holds for every operation, whatever it is called: made from the served OpenAPI document.</summary>
public sealed class EveryOperationTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly string[] OwnHeaders = ["Date", "traceparent"];
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task WithoutAKey_Is401_AndWithoutScopes_Is403()
    {
        var clinic = await api.CreateClinicAsync();
        var powerless = await api.CreateKeyAsync(clinic.ClinicId, []);
        var operations = await ServedOperation.AllAsync(clinic);
        Assert.NotEmpty(operations);
        foreach (var operation in operations.Where(o => o.Path.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            Assert.True(operation.NeedsKey, operation.Name + " says that it needs no key.");
            var stranger = await operation.SendAsync(api.Anonymous(), _ => Guid.CreateVersion7());
            Assert.True(stranger.Code == "unauthorized", $"{operation.Name} without a key: {(int)stranger.Status} {stranger.Text}");
            var answer = await operation.SendAsync(powerless, _ => Guid.CreateVersion7());
            Assert.True(answer.Code == "scope_missing", $"{operation.Name} without scopes: {(int)answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task IdsOfAnotherClinic_LookLikeUnknownOnes()
    {
        var b = await api.CreateClinicAsync();
        var operations = await ServedOperation.AllAsync(b);
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(2).SeedAsync(api);
        var a = clinic.Client;
        var made = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase)
        {
            ["site"] = clinic.SiteId,
            ["patient"] = clinic.Patients[0],
            ["protocol"] = clinic.ProtocolId,
            ["devicemodel"] = clinic.ModelId,
            ["course"] = await clinic.CreateCourseAsync(),
        };
        var startOnOrAfter = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(7);
        (await a.PostAsync($"/v1/courses/{made["course"]}/bookings", new { startOnOrAfter })).Expect(HttpStatusCode.Created);
        var planned = await clinic.CreateCourseAsync(1);
        (await a.PostAsync($"/v1/courses/{planned}/plans", new { startOnOrAfter, holdMinutes = 15 })).Expect(HttpStatusCode.Created);
        var closure = new { siteId = clinic.SiteId, from = "2199-01-05T13:00:00Z", until = "2199-01-05T14:00:00Z", reason = "maintenance" };
        (await a.PostAsync("/v1/closures", closure)).Expect(HttpStatusCode.Created);
        await FillAsync(a, operations, made);
        var ids = await IdsAsync(a.ClinicId);
        var wrong = new List<string>();
        foreach (var operation in operations.Where(o => o.NeedsKey && o.HasIds()))
        {
            var nobody = Guid.CreateVersion7();
            var unknown = await operation.SendAsync(b, _ => nobody);
            if (operation.HasIdInPath && unknown.Code != "not_found")
            {
                wrong.Add($"{operation.Name}: its examples never reach the look-up: {(int)unknown.Status} {unknown.Text}");
                continue;
            }

            foreach (var (table, id) in ids)
            {
                var foreign = await operation.SendAsync(b, _ => id);
                if (Comparable(foreign, id) != Comparable(unknown, nobody))
                {
                    wrong.Add($"{operation.Name} with an id of {table}:\n{Comparable(foreign, id)}\nunknown:\n{Comparable(unknown, nobody)}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task Description_IsComplete()
    {
        var operations = await ServedOperation.AllAsync(api.Anonymous());
        var wrong = new List<string>();
        void Check(bool fine, string what)
        {
            if (!fine)
            {
                wrong.Add(what);
            }
        }

        Check(operations.Select(o => o.Name).Distinct().Count() == operations.Count, "operationIds repeat");
        foreach (var o in operations)
        {
            Check(Has(o.Node, "operationId") && Has(o.Node, "summary"), $"{o.Method} {o.Path} lacks operationId or summary");
            Check(o.Node["tags"] is JsonArray { Count: > 0 }, o.Name + " lacks a tag");
            foreach (var p in o.Parameters)
            {
                Check(Has(p, "description"), $"{o.Name}: parameter {p["name"]} lacks a description");
                o.Visit(p["schema"]!, $"{o.Name}?{p["name"]}", (at, schema) => CheckBounds(at, schema, Check));
            }

            foreach (var (status, answer) in o.Responses.Where(r => r.Key[0] is '4' or '5'))
            {
                Check(answer["content"]?["application/problem+json"]?["examples"] is JsonObject { Count: > 0 }, $"{o.Name}: {status} lists no problem");
            }

            if (o.BodySchema is { } body)
            {
                o.Visit(body, o.Name, (at, schema) =>
                {
                    CheckBounds(at, schema, Check);
                    foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
                    {
                        var described = Has(member!, "description") || Has(member!, "$ref");
                        Check(described, $"{at}/{name} lacks a description");
                    }
                });
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Distinct()));
    }

    private static void CheckBounds(string at, JsonNode schema, Action<bool, string> check)
    {
        switch (ServedOperation.TypeOf(schema))
        {
            case "string":
                check(schema["enum"] is not null || schema["maxLength"] is not null || (string?)schema["format"] is "uuid" or "date" or "date-time" || schema["pattern"] is not null, at + " has no maxLength");
                break;
            case "array":
                check(schema["maxItems"] is not null, at + " has no maxItems");
                break;
            case "integer" or "number":
                check(schema["minimum"] is not null && schema["maximum"] is not null, at + " has no bounds");
                break;
        }
    }

    private static bool Has(JsonNode node, string member) => !string.IsNullOrWhiteSpace((string?)node[member]);

    private static string Comparable(ApiAnswer answer, Guid id)
    {
        var body = answer.Text.Length == 0 ? "" : Without(answer.Json, "traceId").ToJsonString();
        var headers = answer.Headers.Where(h => !OwnHeaders.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}");
        // What the caller sent may come back (in Location, say), as long as it does so for both.
        return $"{(int)answer.Status}\n{string.Join('\n', headers)}\n{body}".Replace(id.ToString(), "{id}", StringComparison.Ordinal);
    }

    private static JsonNode Without(JsonNode node, string member)
    {
        (node as JsonObject)?.Remove(member);
        return node;
    }

    // Creates one of everything, by the document's own examples, until nothing new can be made.
    private static async Task FillAsync(ApiClient client, IReadOnlyList<ServedOperation> operations, Dictionary<string, Guid> made)
    {
        var refused = new Dictionary<string, string>();
        var creations = operations.Where(o => o.Method == HttpMethod.Post && (o.Responses.ContainsKey("201") || o.Responses.ContainsKey("202")) && !o.Path.Contains("api-keys", StringComparison.Ordinal)).ToList();
        for (var more = true; more;)
        {
            more = false;
            foreach (var operation in creations.ToList())
            {
                var noun = operation.Path.Split('/').Last(p => !p.StartsWith('{')).Replace("-", "", StringComparison.Ordinal).TrimEnd('s');
                var answer = await operation.SendAsync(client, name => made.FirstOrDefault(m => Matches(m.Key, name, operation.Path)).Value);
                if (answer.Status is HttpStatusCode.Created or HttpStatusCode.Accepted)
                {
                    creations.Remove(operation);
                    if (answer.Json is JsonObject body && (body["id"] ?? body[noun + "Id"]) is JsonValue value && Guid.TryParse((string?)value, out var id))
                    {
                        made[noun] = id;
                    }

                    more = true;
                    refused.Remove(operation.Name);
                }
                else
                {
                    refused[operation.Name] = answer.Text;
                }
            }
        }

        foreach (var (name, text) in refused)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"Not made by its examples: {name}: {text}");
        }
    }

    private static bool Matches(string noun, string name, string path)
    {
        var bare = name.EndsWith("Ids", StringComparison.Ordinal) ? name[..^3] : name.EndsWith("Id", StringComparison.Ordinal) ? name[..^2] : name;
        // A bare {id} is that of the collection before it.
        bare = bare is "id" or "" ? path.Split('/').TakeWhile(p => !p.StartsWith('{')).Last().Replace("-", "", StringComparison.Ordinal).TrimEnd('s') : bare;
        return noun.EndsWith(bare, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<IReadOnlyList<(string Table, Guid Id)>> IdsAsync(Guid clinicId)
    {
        await using var connection = new NpgsqlConnection(api.Database.AdminConnectionString);
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var command = new NpgsqlCommand(
            "select c.table_name from information_schema.columns c join information_schema.columns t on t.table_name = c.table_name and t.table_schema = c.table_schema and t.column_name = 'clinic_id' where c.table_schema = 'public' and c.column_name = 'id' and c.data_type = 'uuid' order by 1",
            connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var ids = new List<(string, Guid)>();
        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand($"select id from \"{table}\" where clinic_id = $1 limit 1", connection) { Parameters = { new() { Value = clinicId } } };
            if (await command.ExecuteScalarAsync() is Guid id)
            {
                ids.Add((table, id));
            }
        }

        Assert.Empty(new[] { "sites", "rooms", "devices", "device_models", "staff", "patients", "protocols", "courses", "plans", "holds", "appointments", "holidays", "closures" }.Except(ids.Select(i => i.Item1)));
        TestContext.Current.TestOutputHelper?.WriteLine("Ids of: " + string.Join(", ", ids.Select(i => i.Item1)));
        return ids;
    }
}
