namespace Scheduling.Application.Reports;

/// <summary>One need of a protocol's courses at a site, or one cause by which the site lost time.</summary>
public sealed record CapacityRow
{
    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its name.</summary>
    /// <example>Main</example>
    public required string SiteName { get; init; }

    /// <summary>Need or loss.</summary>
    public required CapacityMeasure Measure { get; init; }

    /// <summary>Of needs: `device`, `room`, or a role. Of losses: `closures`, `devices_down`, `staff_absences`, `no_shows`, `late_cancels`.</summary>
    /// <example>device</example>
    public required string Name { get; init; }

    /// <summary>Of needs, open minutes of the period; of losses, minutes lost in it: of technicians for `staff_absences`, of devices for the others.</summary>
    /// <example>14400</example>
    public required int Minutes { get; init; }

    /// <summary>Minutes that one course of the protocol takes; null for losses.</summary>
    /// <example>1320</example>
    public required int? MinutesPerCourse { get; init; }

    /// <summary>Courses that could begin a week for as long as one likes, if nothing else were short: open minutes a week by minutes a course, to one decimal, rounded down; null for losses.</summary>
    /// <example>2.7</example>
    public required decimal? StartsPerWeek { get; init; }

    /// <summary>Whether this is what runs out first; null for losses.</summary>
    /// <example>true</example>
    public required bool? Bottleneck { get; init; }

    /// <summary>Hours of `minutes`, to one decimal, halves away from zero.</summary>
    /// <example>240.0</example>
    public decimal Hours => Math.Round(Minutes / 60m, 1, MidpointRounding.AwayFromZero) + 0.0m;
}
