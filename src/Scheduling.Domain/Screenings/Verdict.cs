using System.Text.Json.Serialization;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Screenings;

/// <summary>What a prescriber says about a screening. Written in snake_case.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>The patient may be treated.</summary>
    Accepted,

    /// <summary>The patient is not treated.</summary>
    Refused,

    /// <summary>Something has to be found out before.</summary>
    NeedsMore,
}
