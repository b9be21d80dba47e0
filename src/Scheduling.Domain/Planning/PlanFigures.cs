namespace Scheduling.Domain.Planning;

/// <summary>An option in figures, so that options can be weighed against each other side by side.</summary>
/// <remarks>
/// The usual time is the median of the wall times at which the days' first visits begin, a prerequisite visit's among them; of an even number of
/// days the earlier of the two in the middle. Distances are those of the days' first visits from it, in minutes of wall time. The nominal
/// time is not what they are measured from: it may stay at the preferred time though every visit is an hour later.
/// </remarks>
public sealed record PlanFigures
{
    /// <summary>Local date of the first visit.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Local date of the last visit.</summary>
    public required DateOnly EndsOn { get; init; }

    /// <summary>Days with a visit.</summary>
    public required int VisitDays { get; init; }

    /// <summary>The usual time; null for an option without visits.</summary>
    public required TimeOnly? UsualTime { get; init; }

    /// <summary>Greatest distance from the usual time.</summary>
    public required int GreatestMinutesOff { get; init; }

    /// <summary>Median distance from the usual time; of an even number of days the greater of the two in the middle.</summary>
    public required int MedianMinutesOff { get; init; }

    /// <summary>Sum of the distances: what <see cref="PlanOptionKind.Steadiest"/> makes least.</summary>
    public required int TotalMinutesOff { get; init; }

    /// <summary>Changes of the operator between consecutive treatments: what <see cref="PlanOptionKind.FewestStaffChanges"/> makes least.</summary>
    public required int StaffChanges { get; init; }

    /// <summary>Changes of the device between consecutive treatments.</summary>
    public required int DeviceChanges { get; init; }

    /// <summary>Sessions that fit nowhere.</summary>
    public required int Shortfalls { get; init; }

    /// <summary>The figures of an option.</summary>
    public static PlanFigures Of(PlanOption option)
    {
        var firsts = option.Sessions.GroupBy(s => s.LocalDate).Select(day => day.MinBy(s => s.Start)!.LocalTime).Order().ToList();
        TimeOnly? usual = firsts.Count > 0 ? firsts[(firsts.Count - 1) / 2] : null;
        var off = firsts.Select(t => (int)(t.ToTimeSpan() - usual!.Value.ToTimeSpan()).Duration().TotalMinutes).Order().ToList();
        return new PlanFigures
        {
            StartsOn = option.StartsOn,
            EndsOn = option.EndsOn,
            VisitDays = off.Count,
            UsualTime = usual,
            GreatestMinutesOff = off.Count > 0 ? off[^1] : 0,
            MedianMinutesOff = off.Count > 0 ? off[off.Count / 2] : 0,
            TotalMinutesOff = off.Sum(),
            StaffChanges = option.Terms.StaffChangeCount,
            DeviceChanges = option.Terms.DeviceChangeCount,
            Shortfalls = option.Shortfalls.Count,
        };
    }
}
