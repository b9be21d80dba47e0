namespace Scheduling.Api.Http.Requests;

/// <summary>Headers of our own.</summary>
public static class RequestHeaders
{
    /// <summary>The person behind the request.</summary>
    public const string Actor = "Scheduling-Actor";

    /// <summary>Makes a POST safe to repeat.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Marks an answer that was given before.</summary>
    public const string IdempotentReplayed = "Idempotent-Replayed";
}
