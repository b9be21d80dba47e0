using System.ComponentModel.DataAnnotations;

namespace Scheduling.Application.Repairs;

/// <summary>How repairs are proposed.</summary>
public sealed class RepairOptions
{
    /// <summary>Section of the settings.</summary>
    public const string Section = "Repairs";

    /// <summary>No visit is moved to a start earlier than this many minutes from now: its patient has to hear of it first.</summary>
    [Range(0, 24 * 60)]
    public int NoticeMinutes { get; set; } = 60;

    /// <summary>Days after the last visit of the courses concerned up to which new times are looked for.</summary>
    [Range(1, 180)]
    public int DaysAfter { get; set; } = 28;

    /// <summary>How much is tried before the best repair found is proposed; the same number gives the same repair.</summary>
    [Range(100, 10_000_000)]
    public long Effort { get; set; } = 3_000;

    /// <summary>Whether a visit that its patient has confirmed may give way to another. One that is itself affected always may be moved.</summary>
    public bool ConfirmedMayGiveWay { get; set; }
}
