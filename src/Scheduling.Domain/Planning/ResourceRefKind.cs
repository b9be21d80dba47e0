using System.Text.Json.Serialization;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Planning;

/// <summary>Kinds of resource that a visit takes or that can stand in its way.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ResourceRefKind>))]
public enum ResourceRefKind
{
    /// <summary>The site: hours and closures.</summary>
    Site,

    /// <summary>The patient.</summary>
    Patient,

    /// <summary>A staff member.</summary>
    Staff,

    /// <summary>A device.</summary>
    Device,

    /// <summary>A coil shared by devices.</summary>
    Coil,

    /// <summary>A room.</summary>
    Room,
}
