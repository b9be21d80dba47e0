namespace Scheduling.Application.Reports;

/// <summary>How courses of one protocol that ended in the period came out, by one instrument. Counts and means only.</summary>
public sealed record OutcomesRow
{
    /// <summary>The courses' home site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its name.</summary>
    /// <example>Main</example>
    public required string SiteName { get; init; }

    /// <summary>The protocol's code.</summary>
    /// <example>rtms_10hz_19</example>
    public required string Protocol { get; init; }

    /// <summary>The instrument's code; null where none was used with any of the courses.</summary>
    /// <example>phq9</example>
    public required string? Instrument { get; init; }

    /// <summary>Courses completed or discontinued whose last delivered session lies in the period.</summary>
    /// <example>20</example>
    public required int Courses { get; init; }

    /// <summary>Of these, with an assessment from session 1 on that is not the baseline; the last such one is the final.</summary>
    /// <example>18</example>
    public required int Assessed { get; init; }

    /// <summary>Of the assessed, whose final is at or below the published cut-off, with a baseline or without.</summary>
    /// <example>6</example>
    public required int Remission { get; init; }

    /// <summary>50 % or more below the baseline, and not in remission.</summary>
    /// <example>5</example>
    public required int Response { get; init; }

    /// <summary>25 to 49 % below it, and not in remission.</summary>
    /// <example>3</example>
    public required int Partial { get; init; }

    /// <summary>Less than 25 % below it.</summary>
    /// <example>3</example>
    public required int None { get; init; }

    /// <summary>Without a baseline to compare with, and not in remission.</summary>
    /// <example>1</example>
    public required int NoBaseline { get; init; }

    /// <summary>Mean baseline of courses with both, to one decimal, halves away from zero; null where none has both.</summary>
    /// <example>17.4</example>
    public required decimal? MeanBaseline { get; init; }

    /// <summary>Mean final of the same courses.</summary>
    /// <example>8.1</example>
    public required decimal? MeanFinal { get; init; }
}
