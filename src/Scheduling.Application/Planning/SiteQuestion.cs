namespace Scheduling.Application.Planning;

/// <summary>What is to be known of a site.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="From">First local date.</param>
/// <param name="Until">Last local date, inclusive.</param>
internal sealed record SiteQuestion(Guid SiteId, DateOnly From, DateOnly Until)
{
    /// <summary>Staff, devices and rooms to read; null for all that the site has.</summary>
    public IReadOnlySet<Guid>? Only { get; init; }

    /// <summary>Holds whose places count as free.</summary>
    public IReadOnlyCollection<Guid> WithoutHolds { get; init; } = [];

    /// <summary>Whether it matters who has a place; a plan only has to know that it is taken, and a third less is read.</summary>
    public bool WithOwners { get; init; } = true;
}
