namespace Scheduling.Domain.Messages;

/// <summary>The reminder policy of a clinic, or of one of its sites. Without one nothing is sent.</summary>
public sealed class MessagingTerms : VersionedEntity
{
    /// <summary>The site; null for all that have none of their own.</summary>
    public Guid? SiteId { get; set; }

    /// <summary>Whether messages are sent. What the patients know when it is switched on is taken to be what is booked then.</summary>
    public bool Enabled { get; set; }

    /// <summary>Which messages, and when.</summary>
    public ReminderPolicy Policy { get; set; } = ReminderPolicy.Default;
}
