using System.Text.Json.Serialization;

namespace Scheduling.Domain.Protocols;

/// <summary>How a phase's sessions are spread.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CadenceUnit>))]
public enum CadenceUnit
{
    /// <summary>At most so many in a week of the site.</summary>
    PerWeek,

    /// <summary>One every so many days.</summary>
    EveryDays,

    /// <summary>One every so many calendar months.</summary>
    EveryMonths,
}
