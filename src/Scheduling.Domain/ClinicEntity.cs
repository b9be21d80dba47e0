namespace Scheduling.Domain;

/// <summary>A row of exactly one clinic. <see cref="Id"/> is a UUIDv7, unique within the clinic and in practice everywhere.</summary>
public abstract class ClinicEntity
{
    /// <summary>The tenant the row belongs to.</summary>
    public Guid ClinicId { get; set; }

    /// <summary>UUIDv7 given by the service, never by the caller.</summary>
    public Guid Id { get; set; }
}
