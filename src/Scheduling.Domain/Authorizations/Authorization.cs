namespace Scheduling.Domain.Authorizations;

/// <summary>A payer's approval of a course, or the way to one. A course may have several, one after the other.</summary>
public sealed class Authorization : VersionedEntity
{
    /// <summary>The course.</summary>
    public Guid CourseId { get; set; }

    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The course's home site, for keys that are limited to sites.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>The payer's number; null until it is known.</summary>
    public string? Number { get; set; }

    /// <summary>State.</summary>
    public AuthorizationState State { get; set; }

    /// <summary>Local date by which the next step is due; null where none is waited for.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>Who ordered the course, as approved: a staff member.</summary>
    public Guid? OrderingProviderId { get; set; }

    /// <summary>Who gives it, as approved: a staff member.</summary>
    public Guid? RenderingProviderId { get; set; }

    /// <summary>Sites as approved; empty for any.</summary>
    public IReadOnlyList<Guid> SiteIds { get; set; } = [];

    /// <summary>Documents, by reference only.</summary>
    public IReadOnlyList<AuthorizationDocument> Documents { get; set; } = [];

    /// <summary>When tentative visits are to be decided (R22); null for open.</summary>
    public DateTimeOffset? DecideBy { get; set; }

    /// <summary>What becomes of tentative visits that nobody has decided by then.</summary>
    public ExpiryAction OnExpiry { get; set; }
}
