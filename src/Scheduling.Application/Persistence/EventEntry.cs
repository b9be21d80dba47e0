namespace Scheduling.Application.Persistence;

/// <summary>One change, in order. Readers page by (<see cref="Xid"/>, <see cref="Id"/>) below the oldest transaction still running, so none is missed.</summary>
public sealed class EventEntry
{
    public Guid ClinicId { get; set; }
    public long Id { get; set; }

    /// <summary>The writing transaction's id; given by the database.</summary>
    public ulong Xid { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Kind such as <c>appointment.booked</c>.</summary>
    public required string Kind { get; set; }

    public required string SubjectKind { get; set; }
    public Guid SubjectId { get; set; }
    public Guid? SiteId { get; set; }
    public string? Actor { get; set; }

    /// <summary>JSON of ids and instants; never personal data.</summary>
    public required string Payload { get; set; }
}
