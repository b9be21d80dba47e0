namespace Scheduling.Domain.Staffing;

/// <summary>A member of staff. The id is also a resource's, whose lanes are how many patients at once (R2).</summary>
public sealed class StaffMember : VersionedEntity
{
    /// <summary>Name shown to staff.</summary>
    public required string Name { get; set; }

    /// <summary>Roles the person may take on a visit.</summary>
    public IReadOnlyList<StaffRole> Roles { get; set; } = [];

    /// <summary>Exclusive segments at once (1 unless a ratio is allowed).</summary>
    public int Capacity { get; set; } = 1;

    /// <summary>Certificates with their dates.</summary>
    public IReadOnlyList<Credential> Credentials { get; set; } = [];

    /// <summary>The weekly pattern.</summary>
    public IReadOnlyList<WeeklyShift> Shifts { get; set; } = [];

    /// <summary>Dated exceptions, at most one a date.</summary>
    public IReadOnlyList<ShiftException> ShiftExceptions { get; set; } = [];

    /// <summary>Instant at which the person left.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}
