namespace Scheduling.Domain.Waitlist;

/// <summary>A start that a visit has left. Its id is that of the change by which the visit left, so that each is found once.</summary>
public sealed class FreedPlace : ClinicEntity
{
    /// <summary>The site.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The visit that left.</summary>
    public Guid AppointmentId { get; set; }

    /// <summary>Its start, inclusive.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>Its end, exclusive.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Whether it is still to be offered.</summary>
    public FreedPlaceState State { get; set; }

    /// <summary>The round of offers. An offer of an earlier round is worth nothing any more.</summary>
    public int Fence { get; set; }

    /// <summary>When everybody waiting was last looked at and no more of them suited; null while somebody has not been looked at.</summary>
    public DateTimeOffset? LookedThroughAt { get; set; }

    /// <summary>When it was found.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
