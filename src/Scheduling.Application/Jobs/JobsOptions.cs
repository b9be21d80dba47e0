using System.ComponentModel.DataAnnotations;

namespace Scheduling.Application.Jobs;

/// <summary>Settings of the recurring jobs.</summary>
public sealed class JobsOptions
{
    public const string Section = "Jobs";

    /// <summary>Whether this process ticks the recurring jobs. With none that does, holds still end on time, their rows stay longer, and batch admissions only queue.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The job engine's database, as the app's role. Empty: ConnectionStrings:App.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether Hangfire's dashboard is shown at <c>/jobs</c>: to callers on this machine only, with a key of scope <c>admin</c> as password, and to look at only. Quartz.NET has none.</summary>
    public bool Dashboard { get; set; }

    /// <summary>Jobs that run at once in this process.</summary>
    [Range(1, 16)]
    public int Workers { get; set; } = 2;
}
