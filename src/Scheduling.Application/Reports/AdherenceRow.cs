namespace Scheduling.Application.Reports;

/// <summary>
/// What became of the sessions with one number at one site. A visit's number is one more than the sessions that its course had delivered before it; only visits that
/// count as sessions are counted, by their local date.
/// </summary>
public sealed record AdherenceRow
{
    /// <summary>The site of the visits; for drop-outs, the course's home site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its name.</summary>
    /// <example>Main</example>
    public required string SiteName { get; init; }

    /// <summary>The session number, from 1.</summary>
    /// <example>12</example>
    public required int Session { get; init; }

    /// <summary>The patient came and was treated: checked in, in progress, delivered, delivered in part.</summary>
    /// <example>40</example>
    public required int Attended { get; init; }

    /// <summary>Of these, checked in after the start; where nobody entered a check-in, not late.</summary>
    /// <example>3</example>
    public required int Late { get; init; }

    /// <summary>No-shows.</summary>
    /// <example>2</example>
    public required int Missed { get; init; }

    /// <summary>Came and was not treated.</summary>
    /// <example>0</example>
    public required int SentHome { get; init; }

    /// <summary>Cancelled by the patient.</summary>
    /// <example>1</example>
    public required int Cancelled { get; init; }

    /// <summary>Of these, under the clinic's notice period.</summary>
    /// <example>1</example>
    public required int CancelledLate { get; init; }

    /// <summary>Make-ups: delivered after an earlier visit for the same session was missed, sent home or cancelled by the patient.</summary>
    /// <example>3</example>
    public required int MadeUp { get; init; }

    /// <summary>Delivered in the course's first phase after a gap that reached a band of the protocol (R14) on the day of delivery.</summary>
    /// <example>1</example>
    public required int Gaps { get; init; }

    /// <summary>Most calendar days since the delivered session before, in the first phase; null where none was before.</summary>
    /// <example>5</example>
    public required int? LongestGapDays { get; init; }

    /// <summary>Courses that were discontinued before this session, dated by their last delivered session. Those without any are not counted.</summary>
    /// <example>0</example>
    public required int DropOuts { get; init; }
}
