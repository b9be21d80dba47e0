using System.Text.Json.Serialization;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Screenings;

/// <summary>An answer to a question. Written in snake_case.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<YesNo>))]
public enum YesNo
{
    /// <summary>No.</summary>
    No,

    /// <summary>Yes.</summary>
    Yes,

    /// <summary>Not known: taken for a yes where that contraindicates.</summary>
    Unsure,
}
