using Scheduling.Domain.Time;

namespace Scheduling.Domain.Sites;

/// <summary>A place of the clinic.</summary>
public sealed class Site : VersionedEntity
{
    /// <summary>Name shown to staff.</summary>
    public required string Name { get; set; }

    /// <summary>What messages to patients call the place (M5: nothing clinical).</summary>
    public required string Alias { get; set; }

    /// <summary>Phone number given in messages, E.164.</summary>
    public string? Phone { get; set; }

    /// <summary>IANA time zone id; days, weeks and opening hours are counted in it.</summary>
    public required string TimeZone { get; set; }

    /// <summary>First day of a week for cadence caps.</summary>
    public DayOfWeek WeekStartsOn { get; set; } = DayOfWeek.Monday;

    /// <summary>Weekly opening hours in local time.</summary>
    public IReadOnlyList<WeeklyWindow> OpeningHours { get; set; } = [];

    /// <summary>Whether a policy applies small repairs by itself: those that leave day and hour and only change technician, room or device (R15).</summary>
    public bool AppliesSmallRepairs { get; set; }

    /// <summary>What it is to the authority that adverse events are reported to (R16); null when nobody has said.</summary>
    public FacilityType? FacilityType { get; set; }

    /// <summary>Instant at which the site was taken out of service; null while in service.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}
