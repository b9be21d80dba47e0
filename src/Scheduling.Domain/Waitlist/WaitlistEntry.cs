using Scheduling.Domain.Time;

namespace Scheduling.Domain.Waitlist;

/// <summary>A patient who has a visit and would rather have it at another time.</summary>
public sealed class WaitlistEntry : VersionedEntity
{
    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The course; null for a visit of its own.</summary>
    public Guid? CourseId { get; set; }

    /// <summary>The one visit meant; null for whichever of the course fits.</summary>
    public Guid? AppointmentId { get; set; }

    /// <summary>Where.</summary>
    public Guid SiteId { get; set; }

    /// <summary>What the patient wants.</summary>
    public WaitlistWish Wants { get; set; }

    /// <summary>Windows of the week in the site's local time in which the place must lie; empty for any time.</summary>
    public IReadOnlyList<WeeklyWindow> Windows { get; set; } = [];

    /// <summary>First local date wanted, inclusive; null for any.</summary>
    public DateOnly? FromDate { get; set; }

    /// <summary>Last local date wanted, inclusive; null for any.</summary>
    public DateOnly? UntilDate { get; set; }

    /// <summary>When the entry ends by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Where it stands.</summary>
    public WaitlistState State { get; set; }
}
