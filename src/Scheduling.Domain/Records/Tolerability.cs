using System.Text.Json.Serialization;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Records;

/// <summary>How a treatment was borne. Written in snake_case.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Tolerability>))]
public enum Tolerability
{
    /// <summary>Well.</summary>
    Good,

    /// <summary>With discomfort.</summary>
    Fair,

    /// <summary>Badly.</summary>
    Poor,
}
