namespace Scheduling.Domain.Appointments;

/// <summary>One line of an appointment's history: what it was, what it became, when, why and by whom.</summary>
public sealed class AppointmentChange : ClinicEntity
{
    /// <summary>The visit.</summary>
    public Guid AppointmentId { get; set; }

    /// <summary>Grows with every line written: changes of one visit, which happen under its locks, sort by it as they were made, even within one instant.</summary>
    public long Ordinal { get; set; }

    /// <summary>Instant of the change.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The actor, or null where none was named.</summary>
    public string? Actor { get; set; }

    /// <summary><c>booked</c>, <c>moved</c>, <c>swapped</c>, <c>cancelled</c>, <c>confirmed</c>, <c>checked_in</c>, <c>started</c>, <c>delivered</c>, <c>partial</c>, <c>partial_decided</c>, <c>sent_home</c>, <c>no_show</c>, <c>undone</c>, <c>flagged</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>Why.</summary>
    public string? Reason { get; set; }

    /// <summary>JSON of time, place and state before; null when booked.</summary>
    public string? Before { get; set; }

    /// <summary>JSON of time, place and state after.</summary>
    public required string After { get; set; }
}
