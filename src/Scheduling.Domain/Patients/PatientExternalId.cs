namespace Scheduling.Domain.Patients;

/// <summary>The patient's id in another system, unique by system within the clinic.</summary>
public sealed class PatientExternalId
{
    /// <summary>The tenant.</summary>
    public Guid ClinicId { get; set; }

    /// <summary>The patient.</summary>
    public Guid PatientId { get; set; }

    /// <summary>System word such as <c>ehr</c>.</summary>
    public required string System { get; set; }

    /// <summary>The id there.</summary>
    public required string Value { get; set; }
}
