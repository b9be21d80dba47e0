using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Appointments;

/// <summary>One person in one role on a visit.</summary>
public sealed class AppointmentStaff
{
    /// <summary>The tenant.</summary>
    public Guid ClinicId { get; set; }

    /// <summary>The visit.</summary>
    public Guid AppointmentId { get; set; }

    /// <summary>The role filled.</summary>
    public StaffRole Role { get; set; }

    /// <summary>The person.</summary>
    public Guid StaffId { get; set; }

    /// <summary>Start of the person's segment, inclusive.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>End of the person's segment, exclusive.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>True when the segment takes a lane of the person (R2); false for supervisors.</summary>
    public bool Exclusive { get; set; }
}
