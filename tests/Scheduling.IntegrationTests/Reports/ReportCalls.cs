using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Scheduling.Testing.Api;

namespace Scheduling.IntegrationTests.Reports;

/// <summary>Asks for reports, and writes their rows as lines to compare with those of a query.</summary>
internal static class ReportCalls
{
    /// <summary>The rows of a report.</summary>
    public static async Task<List<JsonNode>> ReportAsync(this ApiClient client, string name, DateOnly from, DateOnly until, string more = "") =>
        [.. (await client.GetAsync($"/v1/reports/{name}?from={from:yyyy-MM-dd}&until={until:yyyy-MM-dd}{more}")).Expect(HttpStatusCode.OK).Json["rows"]!.AsArray().Select(r => r!)];

    /// <summary>The members named, in order, one line a row; null is empty.</summary>
    public static string Lines(this IEnumerable<JsonNode> rows, params IReadOnlyList<string> members) =>
        string.Join('\n', rows.Select(row => string.Join('|', members.Select(m => Text(row[m])))));

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue v when v.TryGetValue<string>(out var text) => text,
        JsonValue v when v.TryGetValue<decimal>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };
}
