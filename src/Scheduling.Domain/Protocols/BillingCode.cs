namespace Scheduling.Domain.Protocols;

/// <summary>The billing code of a visit kind (R19).</summary>
/// <param name="Kind">Visit kind.</param>
/// <param name="Code">Code such as 90868.</param>
/// <param name="OncePerEpisode">Whether it may be billed once only.</param>
/// <param name="Replaces">The code that it stands in for on that day, or null.</param>
public sealed record BillingCode(string Kind, string Code, bool OncePerEpisode = false, string? Replaces = null);
