namespace Scheduling.Application.Persistence;

/// <summary>One read or write of patient data. The app's role can add rows, never change or delete them.</summary>
public sealed class AuditEntry
{
    public Guid ClinicId { get; set; }
    public long Id { get; set; }
    public DateTimeOffset At { get; set; }
    public Guid? ApiKeyId { get; set; }
    public string? Actor { get; set; }

    /// <summary><c>read</c>, <c>search</c>, <c>create</c>, <c>update</c>, <c>delete</c>, or a verb such as <c>book</c>, <c>move</c>, <c>override</c>.</summary>
    public required string Action { get; set; }

    /// <summary>Kind of object, such as <c>patient</c>.</summary>
    public required string ObjectKind { get; set; }

    public Guid? ObjectId { get; set; }

    /// <summary><c>done</c> or <c>refused</c>.</summary>
    public required string Outcome { get; set; }

    /// <summary>Words that help, such as waived rules; never personal data.</summary>
    public string? Detail { get; set; }
}
