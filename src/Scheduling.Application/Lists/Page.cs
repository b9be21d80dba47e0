namespace Scheduling.Application.Lists;

/// <summary>Part of a list.</summary>
/// <param name="Items">The rows, in the list's order.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next) : IPage
{
    /// <summary>The same page of something else, one for one.</summary>
    public Page<TOther> Select<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Next);
}

/// <summary>Any page, for the <c>Link</c> header.</summary>
public interface IPage
{
    /// <summary>The cursor of the next page; null on the last one.</summary>
    string? Next { get; }
}
