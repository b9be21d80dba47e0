namespace Scheduling.Domain.Reports;

/// <summary>Adherence at one site and session number. What each counts: <see cref="Adherence"/>.</summary>
public sealed record AdherenceCount
{
    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The session number, from 1.</summary>
    public required int Session { get; init; }

    /// <summary>The patient came and was treated.</summary>
    public int Attended { get; set; }

    /// <summary>Of these, checked in after the start.</summary>
    public int Late { get; set; }

    /// <summary>Did not come.</summary>
    public int Missed { get; set; }

    /// <summary>Came and was not treated.</summary>
    public int SentHome { get; set; }

    /// <summary>Cancelled by the patient.</summary>
    public int Cancelled { get; set; }

    /// <summary>Of these, under the clinic's notice period.</summary>
    public int CancelledLate { get; set; }

    /// <summary>Delivered after an earlier try at this session was lost.</summary>
    public int MadeUp { get; set; }

    /// <summary>Delivered after a gap that reaches a band of the protocol (R14).</summary>
    public int Gaps { get; set; }

    /// <summary>Most calendar days from the delivered session before to this one, in the first phase; null where there was none before.</summary>
    public int? LongestGapDays { get; set; }

    /// <summary>Courses that were given up before this session.</summary>
    public int DropOuts { get; set; }
}
