using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using Scheduling.Api.Http.Json;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Requests;

/// <summary>The body, read whole before the transaction begins, so that a slow client holds no lock and a repeated attempt reads it again.</summary>
public sealed class RequestBodyFeature
{
    /// <summary>Largest body, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private readonly byte[] bytes;

    private RequestBodyFeature(byte[] bytes, RequestBody? json)
    {
        this.bytes = bytes;
        Json = json;
    }

    /// <summary>The body as JSON; null when there is none or it is something else (which answers 415).</summary>
    public RequestBody? Json { get; }

    /// <summary>Puts a fresh stream over the body into the request.</summary>
    public void Rewind(HttpRequest request) => request.Body = new MemoryStream(bytes, writable: false);

    /// <summary>What a search asks for, apart from the page.</summary>
    public string FiltersOfSearch()
    {
        if (Json is null || JsonNode.Parse(Json.Canonical) is not JsonObject search)
        {
            return "";
        }

        search.Remove("page");
        return search.ToJsonString();
    }

    /// <summary>What a fingerprint is made from.</summary>
    public ReadOnlySpan<byte> Canonical => Json is null ? bytes : Json.Canonical;

    /// <summary>Reads it.</summary>
    /// <exception cref="SchedulingException">body_too_large, malformed_json, invalid_request.</exception>
    public static async Task<RequestBodyFeature> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                throw new SchedulingException(ProblemCodes.BodyTooLarge);
            }

            buffer.Write(chunk, 0, read);
        }

        var bytes = buffer.ToArray();
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (type.Encoding is null || type.Encoding.CodePage == Encoding.UTF8.CodePage);
        return new RequestBodyFeature(bytes, isJson && bytes.Length > 0 ? RequestBody.Parse(bytes) : null);
    }
}
