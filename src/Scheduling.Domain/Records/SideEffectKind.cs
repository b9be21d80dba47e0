using System.Text.Json.Serialization;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Records;

/// <summary>Side effects that every record lists. Written in snake_case.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SideEffectKind>))]
public enum SideEffectKind
{
    /// <summary>Headache.</summary>
    Headache,

    /// <summary>Discomfort of the scalp.</summary>
    ScalpDiscomfort,

    /// <summary>Pain in face, jaw or teeth.</summary>
    FacialPain,

    /// <summary>Pain in the neck.</summary>
    NeckPain,

    /// <summary>Trouble with hearing.</summary>
    Hearing,

    /// <summary>Something else; the note says what.</summary>
    Other,
}
