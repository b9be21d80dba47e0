using System.Text.Json.Serialization;

namespace Scheduling.Domain.Protocols;

/// <summary>What a checklist of the day does while nobody has filled it in. One with an answer that is not fine stops the treatment either way. Written in snake_case.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ChecklistDuty>))]
public enum ChecklistDuty
{
    /// <summary>It is shown as missing.</summary>
    Shown,

    /// <summary>Nothing is started without it.</summary>
    Required,
}
