using System.Text.Json.Serialization;

namespace Scheduling.Domain.Protocols;

/// <summary>What a segment of a visit takes.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SegmentKind>))]
public enum SegmentKind
{
    /// <summary>A room; the whole visit.</summary>
    Room,

    /// <summary>A device with the protocol's capability.</summary>
    Device,

    /// <summary>A person in the segment's role.</summary>
    Staff,
}
