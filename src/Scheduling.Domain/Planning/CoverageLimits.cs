namespace Scheduling.Domain.Planning;

/// <summary>What the authorization allows (R19). Null members don't limit.</summary>
public sealed record CoverageLimits
{
    /// <summary>No limits.</summary>
    public static CoverageLimits None { get; } = new();

    /// <summary>First covered local date, inclusive.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last covered local date, inclusive.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Treatments that units are left for.</summary>
    public int? Sessions { get; init; }

    /// <summary>The windows one by one, where there are several: a treatment takes a unit of one that holds its date. Empty for one, which <see cref="From"/>, <see cref="Until"/> and <see cref="Sessions"/> say.</summary>
    public IReadOnlyList<CoverageWindow> Windows { get; init; } = [];

    /// <summary>Most treatments a week.</summary>
    public int? PerWeek { get; init; }

    /// <summary>Most treatments a local day.</summary>
    public int? PerDay { get; init; }

    /// <summary>
    /// Whether dates and units are hard (a session outside is a shortfall) or only tagged in the option's warnings (R20, the default policy <c>warn</c>).
    /// Limits per week and per day are always hard.
    /// </summary>
    public bool Enforce { get; init; } = true;

    /// <summary>Whether some window holds a date: not before, not after, and in no gap between two.</summary>
    public bool Covers(DateOnly date) => !(date < From || date > Until) && (Windows.Count == 0 || Windows.Any(w => w.Holds(date)));

    /// <summary>Treatments that the windows which have begun by a date have units for in all.</summary>
    internal int BegunBy(DateOnly date) => Sum(Windows.Where(w => !(date < w.From)));

    /// <summary>Treatments that the windows which are not over before a date have units for in all.</summary>
    internal int OpenFrom(DateOnly date) => Sum(Windows.Where(w => !(date > w.Until)));

    /// <summary>Why each treatment has no unit, null for those that have one, by their local dates in order: each takes one of the window that ends first among those that hold it.</summary>
    internal IReadOnlyList<string?> WithoutUnit(IReadOnlyList<DateOnly> dates)
    {
        List<CoverageWindow> windows = [.. (Windows.Count > 0 ? Windows : [new CoverageWindow(From, Until, null)]).OrderBy(w => w.Until ?? DateOnly.MaxValue).ThenBy(w => w.From ?? DateOnly.MinValue)];
        var taken = new int[windows.Count];
        var why = new string?[dates.Count];
        for (var i = 0; i < dates.Count; i++)
        {
            var window = windows.FindIndex(w => w.Holds(dates[i]) && !(taken[windows.IndexOf(w)] >= w.Sessions));
            why[i] = !Covers(dates[i]) ? ViolationReasons.OutsideAuthorization : window < 0 || i >= Sessions ? ViolationReasons.NoUnitLeft : null;
            if (window >= 0)
            {
                taken[window]++;
            }
        }
        return why;
    }

    private static int Sum(IEnumerable<CoverageWindow> windows) => (int)Math.Min(int.MaxValue, windows.Sum(w => (long)(w.Sessions ?? int.MaxValue)));
}
