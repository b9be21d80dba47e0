namespace Scheduling.Domain.Messages;

/// <summary>Something about messages that a person has to look at. What a number writes while its entry is open goes to that entry.</summary>
public sealed class InboxEntry : VersionedEntity
{
    // What is urgent comes before everything that isn't, and among itself in order.
    private const int UrgentAheadYears = 100;

    /// <summary>Why it stands here.</summary>
    public InboxKind Kind { get; set; }

    /// <summary>Whether it is done.</summary>
    public InboxState State { get; set; }

    /// <summary>Whether somebody has to look at once.</summary>
    public bool Urgent { get; set; }

    /// <summary>Whose it is to do.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The patient; null where the number leads to several, or to none.</summary>
    public Guid? PatientId { get; set; }

    /// <summary>The message that did not arrive.</summary>
    public Guid? MessageId { get; set; }

    /// <summary>The number or address that it is about.</summary>
    public string? Address { get; set; }

    /// <summary>When it came, or was last added to.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Its place in the list: when it came, for what is urgent a century earlier.</summary>
    public DateTimeOffset Place { get; set; }

    /// <summary>The member of staff who has taken it.</summary>
    public Guid? AssigneeId { get; set; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Who closed it, or did what closed it.</summary>
    public string? ClosedBy { get; set; }

    /// <summary>What came of it.</summary>
    public string? Outcome { get; set; }

    /// <summary>Names its cause: of one name there is one open entry.</summary>
    public required string DedupeKey { get; set; }

    /// <summary>Another text of the same number.</summary>
    /// <param name="at">When it came.</param>
    /// <param name="crisis">Whether it looks like a crisis.</param>
    public void Add(DateTimeOffset at, bool crisis)
    {
        Urgent |= crisis;
        Kind = Urgent ? InboxKind.Crisis : Kind;
        ReceivedAt = at;
        var first = CreatedAt == default ? at : CreatedAt;
        Place = Urgent ? first.AddYears(-UrgentAheadYears) : first;
    }
}
