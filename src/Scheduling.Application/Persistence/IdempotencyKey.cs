namespace Scheduling.Application.Persistence;

/// <summary>The stored 2xx answer of one POST, written in the transaction of its effect.</summary>
public sealed class IdempotencyKey
{
    public Guid ClinicId { get; set; }
    public required string Key { get; set; }

    /// <summary>SHA-256 of method, path and body.</summary>
    public required byte[] Fingerprint { get; set; }

    public int Status { get; set; }

    /// <summary>The answer's own headers (Location, ETag, Content-Type) as JSON.</summary>
    public required string Headers { get; set; }

    public required byte[] Body { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
