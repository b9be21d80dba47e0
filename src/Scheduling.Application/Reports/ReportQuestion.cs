using Scheduling.Domain.Problems;

namespace Scheduling.Application.Reports;

/// <summary>Of which sites and dates a report is asked.</summary>
/// <param name="SiteId">One site; null for all that the caller may see.</param>
/// <param name="From">First local date, inclusive.</param>
/// <param name="Until">Last local date, inclusive.</param>
public sealed record ReportQuestion(Guid? SiteId, DateOnly From, DateOnly Until)
{
    /// <summary>Most dates of one report.</summary>
    public const int MostDays = 366;

    /// <summary>Refuses a period that is empty or too long.</summary>
    /// <exception cref="SchedulingException">invalid_request.</exception>
    public ReportQuestion Checked() => Until < From || Until.DayNumber - From.DayNumber >= MostDays
        ? throw SchedulingException.Invalid("?until", $"must be from the first date to {MostDays - 1} days later")
        : this;
}
