namespace Scheduling.Domain.Resources;

/// <summary>The parent row of room, device, coil, staff member and patient, under the same id. Its row is what bookings lock (R1).</summary>
public sealed class Resource : ClinicEntity
{
    /// <summary>What it is.</summary>
    public ResourceKind Kind { get; set; }

    /// <summary>Number of lanes: how many overlapping allocations it bears (1 or more).</summary>
    public int Capacity { get; set; } = 1;
}
