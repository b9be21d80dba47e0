namespace Scheduling.Domain.Courses;

/// <summary>A session that has a place, as it was and as it is to be.</summary>
/// <param name="Kind">Visit kind.</param>
/// <param name="Rank">Place of its phase among the protocol's; -1 for one that the protocol lacks.</param>
/// <param name="After">Its start from now on.</param>
/// <param name="On">Local date of that.</param>
/// <param name="Was">Where it was; null for one that had no place.</param>
/// <param name="Given">Whether it was given.</param>
internal readonly record struct PlacedSession(string Kind, int Rank, DateTimeOffset After, DateOnly On, PlacedSession.Before? Was, bool Given)
{
    /// <summary>Where it was: start, local date, and place of its phase then.</summary>
    internal readonly record struct Before(DateTimeOffset Start, DateOnly On, int Rank);

    /// <summary>One that stays.</summary>
    internal static PlacedSession Staying(string kind, int rank, DateTimeOffset start, DateOnly on, bool given) => new(kind, rank, start, on, new Before(start, on, rank), given);
}
