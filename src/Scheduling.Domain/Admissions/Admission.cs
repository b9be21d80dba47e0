namespace Scheduling.Domain.Admissions;

/// <summary>A waiting list to be admitted as a whole: what was asked, how far the search is, what it proposes, and what was booked of that.</summary>
public sealed class Admission : VersionedEntity
{
    /// <summary>State.</summary>
    public AdmissionState State { get; set; }

    /// <summary>The question as JSON.</summary>
    public required string Request { get; set; }

    /// <summary>The home sites of its courses.</summary>
    public List<Guid> SiteIds { get; set; } = [];

    /// <summary>The decisions as JSON; null until there are any.</summary>
    public string? Result { get; set; }

    /// <summary>How far the search is, 0 to 100.</summary>
    public int Percent { get; set; }

    /// <summary>Courses admitted by the best plan so far.</summary>
    public int Admitted { get; set; }

    /// <summary>Cost of the best plan so far; null before the first.</summary>
    public decimal? Cost { get; set; }

    /// <summary>What no plan goes below, as known so far.</summary>
    public decimal? Bound { get; set; }

    /// <summary>What first come, first served would cost; null until the search has ended.</summary>
    public decimal? FirstComeCost { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Failure { get; set; }

    /// <summary>Whose turn it is: a worker writes only while the lease is its own.</summary>
    public Guid? Lease { get; set; }

    /// <summary>First instant at which another worker may take a running search over.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>How often a worker has begun it.</summary>
    public int Attempts { get; set; }

    /// <summary>Instant at which somebody asked to end it.</summary>
    public DateTimeOffset? CancelRequestedAt { get; set; }

    /// <summary>Instant at which a worker first began it.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>Instant at which it ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The courses that were booked as proposed.</summary>
    public List<Guid> AppliedCourseIds { get; set; } = [];

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => State is AdmissionState.Done or AdmissionState.Cancelled or AdmissionState.Failed;
}
