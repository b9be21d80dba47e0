using Scheduling.Domain.Sites;

namespace Scheduling.Domain.Records;

/// <summary>R16: what a serious adverse event asks of the clinic.</summary>
public static class SafetyRule
{
    /// <summary>Work days within which a device user facility reports (source 7.07).</summary>
    public const int ReportWorkDays = 10;

    /// <summary>Last local date on which the report may be made; null where none is due. A site that doesn't say what it is reports.</summary>
    /// <param name="facility">What the site is.</param>
    /// <param name="known">Local date on which the clinic learned of it.</param>
    /// <param name="holidays">Public holidays of the site.</param>
    public static DateOnly? ReportDue(FacilityType? facility, DateOnly known, IReadOnlySet<DateOnly> holidays)
    {
        if (facility == FacilityType.PhysicianOffice)
        {
            return null;
        }

        var date = known;
        for (var left = ReportWorkDays; left > 0;)
        {
            date = date.AddDays(1);
            left -= date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || holidays.Contains(date) ? 0 : 1;
        }

        return date;
    }
}
