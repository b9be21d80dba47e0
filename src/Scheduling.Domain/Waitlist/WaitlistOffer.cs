namespace Scheduling.Domain.Waitlist;

/// <summary>A freed place offered to one entry. At most one of a place's offers is ever accepted.</summary>
public sealed class WaitlistOffer : VersionedEntity
{
    /// <summary>The entry.</summary>
    public Guid EntryId { get; set; }

    /// <summary>The freed place.</summary>
    public Guid PlaceId { get; set; }

    /// <summary>The visit that would move there.</summary>
    public Guid AppointmentId { get; set; }

    /// <summary>The visit's schedule version when the offer was made: a visit that has moved since is not moved by it.</summary>
    public int ScheduleVersion { get; set; }

    /// <summary>The site.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The start offered.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>The round of offers that it belongs to.</summary>
    public int Fence { get; set; }

    /// <summary>Until when it may be accepted, exclusive.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Where it stands.</summary>
    public OfferState State { get; set; }

    /// <summary>When it was answered or ended.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
}
