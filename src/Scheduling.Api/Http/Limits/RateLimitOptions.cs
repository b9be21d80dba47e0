using System.ComponentModel.DataAnnotations;

namespace Scheduling.Api.Http.Limits;

/// <summary>How many requests are served.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "RateLimits";

    /// <summary>Requests a minute of one API key, steadily.</summary>
    [Range(1, 10_000_000)]
    public int PerKeyPerMinute { get; set; } = 600;

    /// <summary>Requests of one API key that may come at once.</summary>
    [Range(1, 10_000_000)]
    public int PerKeyBurst { get; set; } = 120;

    /// <summary>Requests a minute without a good key from one address; as many may come at once.</summary>
    [Range(1, 10_000_000)]
    public int UnauthenticatedPerMinute { get; set; } = 60;

    /// <summary>Posts of the carrier a minute from one address (behind a proxy: from all); as many may come at once. One turned away is lost: Twilio repeats it only where its settings say so.</summary>
    [Range(1, 10_000_000)]
    public int InboundPerMinute { get; set; } = 3000;
}
