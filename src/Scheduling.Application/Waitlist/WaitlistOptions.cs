using System.ComponentModel.DataAnnotations;

namespace Scheduling.Application.Waitlist;

/// <summary>How freed places are offered to those who wait.</summary>
public sealed class WaitlistOptions
{
    /// <summary>Section of the settings.</summary>
    public const string Section = "Waitlist";

    /// <summary>Minutes in which an offer must be accepted, before the next in order gets one.</summary>
    [Range(1, 48 * 60)]
    public int OfferMinutes { get; set; } = 120;

    /// <summary>How many get an offer of one place at the same time; the first to accept has it.</summary>
    [Range(1, 50)]
    public int OffersAtOnce { get; set; } = 1;

    /// <summary>Places that begin earlier than this many minutes from now are not offered, and an offer ends this long before its place begins.</summary>
    [Range(0, 48 * 60)]
    public int NoticeMinutes { get; set; } = 60;
}
