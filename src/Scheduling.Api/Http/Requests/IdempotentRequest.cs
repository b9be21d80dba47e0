using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scheduling.Api.Http.Auth;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Requests;

/// <summary>A POST that creates or acts: done once for each key of a clinic, its answer kept in the transaction of its effect.</summary>
public sealed class IdempotentRequest
{
    private static readonly string[] Kept = ["ETag", "Location", "Content-Type"];
    private readonly string key;
    private readonly byte[] fingerprint;
    private readonly string? secret;

    private IdempotentRequest(string key, byte[] fingerprint, string? secret)
    {
        this.key = key;
        this.fingerprint = fingerprint;
        this.secret = secret;
    }

    /// <summary>The request's key and fingerprint; null for requests that need none.</summary>
    /// <exception cref="SchedulingException">invalid_request: the header is missing or out of bounds.</exception>
    public static IdempotentRequest? Of(HttpContext context, RequestBodyFeature body)
    {
        var request = context.Request;
        var metadata = context.GetEndpoint()!.Metadata;
        if (!HttpMethods.IsPost(request.Method) || metadata.GetMetadata<SearchAttribute>() is not null || metadata.GetMetadata<ByTokenAttribute>() is not null || body.Json is { DryRun: true })
        {
            return null;
        }

        var header = request.Headers[RequestHeaders.IdempotencyKey];
        var key = header.Count == 1 ? header[0]!.Trim() : "";
        if (key.Length is 0 or > 200 || key.Any(c => c is <= ' ' or > '~'))
        {
            throw SchedulingException.Invalid(RequestHeaders.IdempotencyKey, header.Count == 0 ? "is required: a new value for each new request" : "must be one value of 1 to 200 printable ASCII characters");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\n{request.Path}\n{request.QueryString}\n"));
        hash.AppendData(body.Canonical);
        return new IdempotentRequest(key, hash.GetHashAndReset(), metadata.GetMetadata<SecretInAnswerAttribute>()?.Member);
    }

    /// <summary>The key's text.</summary>
    public string Key => key;

    /// <summary>What was stored under the key, if this request was.</summary>
    /// <exception cref="SchedulingException">idempotency_in_flight, idempotency_key_reused.</exception>
    public IdempotencyKey? StoredIn(ClaimedKey claimed)
    {
        if (claimed.InFlight)
        {
            throw new SchedulingException(ProblemCodes.IdempotencyInFlight) { RetryAfter = TimeSpan.FromSeconds(1) };
        }

        var stored = claimed.Stored;
        return stored is null || stored.Fingerprint.AsSpan().SequenceEqual(fingerprint) ? stored : throw new SchedulingException(ProblemCodes.IdempotencyKeyReused);
    }

    /// <summary>Adds the answer to the transaction.</summary>
    public void Keep(SchedulingDbContext db, HttpResponse response, byte[] body, DateTimeOffset now)
    {
        var headers = Kept.Where(response.Headers.ContainsKey).ToDictionary(h => h, h => response.Headers[h].ToString());
        db.IdempotencyKeys.Add(new IdempotencyKey
        {
            ClinicId = db.ClinicId,
            Key = key,
            Fingerprint = fingerprint,
            Status = response.StatusCode,
            Headers = JsonSerializer.Serialize(headers),
            Body = WithoutSecret(body),
            CreatedAt = now,
        });
    }

    /// <summary>Puts a stored answer into the response; answers with its body.</summary>
    public static byte[] Replay(IdempotencyKey stored, HttpResponse response)
    {
        response.StatusCode = stored.Status;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(stored.Headers)!)
        {
            response.Headers[name] = value;
        }

        response.Headers[RequestHeaders.IdempotentReplayed] = "true";
        return stored.Body;
    }

    private byte[] WithoutSecret(byte[] body)
    {
        if (secret is null)
        {
            return body;
        }

        var answer = JsonNode.Parse(body)!.AsObject();
        answer[secret] = null;
        return Encoding.UTF8.GetBytes(answer.ToJsonString(Json.ApiJson.Options));
    }
}
