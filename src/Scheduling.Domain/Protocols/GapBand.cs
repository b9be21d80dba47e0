using System.Text.Json.Serialization;

namespace Scheduling.Domain.Protocols;

/// <summary>What a gap since the last delivered session leads to (R14).</summary>
public sealed record GapBand
{
    /// <summary>Gap from which the band counts.</summary>
    public required int From { get; init; }

    /// <summary>Unit of <see cref="From"/>.</summary>
    public required GapUnit Unit { get; init; }

    /// <summary>What happens.</summary>
    public required GapAction Action { get; init; }
}

/// <summary>Unit of a gap.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<GapUnit>))]
public enum GapUnit
{
    /// <summary>Calendar days.</summary>
    Days,

    /// <summary>Monday to Friday.</summary>
    Weekdays,
}

/// <summary>What a gap leads to.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<GapAction>))]
public enum GapAction
{
    /// <summary>Shown.</summary>
    Flag,

    /// <summary>A prescriber looks at it.</summary>
    PrescriberReview,

    /// <summary>On hold until resumed; the first visit after is a re-determination.</summary>
    Hold,
}
