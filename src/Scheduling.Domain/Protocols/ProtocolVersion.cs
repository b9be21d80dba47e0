namespace Scheduling.Domain.Protocols;

/// <summary>One version of a protocol. Never changed once made.</summary>
public sealed class ProtocolVersion : ClinicEntity
{
    /// <summary>The protocol.</summary>
    public Guid ProtocolId { get; set; }

    /// <summary>From 1.</summary>
    public int Number { get; set; }

    /// <summary>The course that it is for alone, its phases amended (R13), with the number of the version it was made from; null for those that courses are made on.</summary>
    public Guid? CourseId { get; set; }

    /// <summary>The whole template.</summary>
    public required ProtocolDefinition Definition { get; set; }

    /// <summary>Instant of creation.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The actor who made it.</summary>
    public string? CreatedBy { get; set; }
}
