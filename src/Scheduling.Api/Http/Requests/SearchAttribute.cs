namespace Scheduling.Api.Http.Requests;

/// <summary>A POST that only reads, because what it asks for may not stand in a URL: no Idempotency-Key.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SearchAttribute : Attribute;
