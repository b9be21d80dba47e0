using System.Text.Json.Serialization;

namespace Scheduling.Domain.Protocols;

/// <summary>How a staff member is present during a shift.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ShiftMode>))]
public enum ShiftMode
{
    /// <summary>At the site.</summary>
    InPerson,

    /// <summary>By audio and video.</summary>
    VirtualAv,
}
