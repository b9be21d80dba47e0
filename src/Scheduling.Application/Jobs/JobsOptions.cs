using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Scheduling.Application.Jobs;

/// <summary>Settings of the recurring jobs.</summary>
public sealed class JobsOptions
{
    public const string Section = "Jobs";

    [Description("Whether this process ticks the recurring jobs. With none that does, holds still end on time; their rows stay longer.")]
    public bool Enabled { get; set; } = true;

    [Description("The job engine's database, as the app's role. Empty: ConnectionStrings:App.")]
    public string? ConnectionString { get; set; }

    [Range(1, 16)]
    [Description("Jobs that run at once in this process.")]
    public int Workers { get; set; } = 2;
}
