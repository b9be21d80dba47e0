using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Scheduling.Api.Http.Limits;

/// <summary>How many requests are served.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "RateLimits";

    /// <summary>Steady rate of one key.</summary>
    [Range(1, 10_000_000)]
    [Description("Requests a minute of one API key, steadily.")]
    public int PerKeyPerMinute { get; set; } = 600;

    /// <summary>Burst of one key.</summary>
    [Range(1, 10_000_000)]
    [Description("Requests of one API key that may come at once.")]
    public int PerKeyBurst { get; set; } = 120;

    /// <summary>Refused authentications of one address.</summary>
    [Range(1, 10_000_000)]
    [Description("Requests a minute without a good key from one address; as many may come at once.")]
    public int UnauthenticatedPerMinute { get; set; } = 60;
}
