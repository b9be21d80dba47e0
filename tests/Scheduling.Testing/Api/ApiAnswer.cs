using System.Net;
using System.Text.Json.Nodes;

namespace Scheduling.Testing.Api;

/// <summary>An answer, read whole.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException("The body is null.");

    /// <summary>The ETag, quotes included.</summary>
    public string ETag => Headers["ETag"];

    /// <summary>The problem's code; null for anything that is no problem.</summary>
    public string? Code => Headers.GetValueOrDefault("Content-Type") == "application/problem+json" ? (string?)Json["code"] : null;

    /// <summary>The new thing's id.</summary>
    public Guid Id => Guid.Parse((string)Json["id"]!);

    /// <summary>This answer if it has the status; otherwise fails with the body.</summary>
    public ApiAnswer Expect(HttpStatusCode status) => Status == status ? this : throw new InvalidOperationException($"Expected {(int)status}, got {(int)Status}: {Text}");

    /// <summary>This answer if it is that problem; otherwise fails with the body.</summary>
    public ApiAnswer Expect(HttpStatusCode status, string code) => Expect(status).Code == code ? this : throw new InvalidOperationException($"Expected {code}: {Text}");

    internal static async Task<ApiAnswer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new ApiAnswer(response.StatusCode, headers, await response.Content.ReadAsStringAsync());
    }
}
