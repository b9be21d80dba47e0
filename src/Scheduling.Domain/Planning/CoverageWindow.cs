namespace Scheduling.Domain.Planning;

/// <summary>Dates on which units of one line of an authorization may be used, and how many are left (R19).</summary>
/// <param name="From">First local date, inclusive; null for open.</param>
/// <param name="Until">Last local date, inclusive; null for open.</param>
/// <param name="Sessions">Treatments that its units are left for; null for any number.</param>
public sealed record CoverageWindow(DateOnly? From, DateOnly? Until, int? Sessions)
{
    /// <summary>Whether the dates hold one.</summary>
    public bool Holds(DateOnly date) => !(date < From || date > Until);
}
