namespace Scheduling.Domain.Authorizations;

/// <summary>When somebody should look at an authorization (R21). Numbers are settings.</summary>
public sealed record AlertMarks
{
    /// <summary>Days before the window's end.</summary>
    public IReadOnlyList<int> EndingDays { get; init; } = [30, 14, 7, 0];

    /// <summary>Units left.</summary>
    public IReadOnlyList<int> UnitsLeft { get; init; } = [5, 1, 0];

    /// <summary>The part of the units whose use prompts an extension, in percent.</summary>
    public int ExtensionPercent { get; init; } = 80;
}
