namespace Scheduling.Domain.Staffing;

/// <summary>What a member of staff may be on a visit (R4). Stored and sent in snake_case.</summary>
public enum StaffRole
{
    /// <summary>Operates the device.</summary>
    Technician,

    /// <summary>Physician or other prescriber.</summary>
    Prescriber,

    /// <summary>Nurse.</summary>
    Nurse,

    /// <summary>Anesthetist.</summary>
    Anesthetist,

    /// <summary>Supervises on shift where the payer asks for it; not exclusive, at most 10 visits at once.</summary>
    Supervisor,
}
