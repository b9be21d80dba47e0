namespace Scheduling.Domain.Protocols;

/// <summary>The roles a staff member can have and a visit can ask for.</summary>
public static class StaffRoles
{
    /// <summary>Operates the device.</summary>
    public const string Technician = "technician";

    /// <summary>Orders and maps.</summary>
    public const string Prescriber = "prescriber";

    /// <summary>Nurse.</summary>
    public const string Nurse = "nurse";

    /// <summary>Gives the anaesthesia.</summary>
    public const string Anesthetist = "anesthetist";

    /// <summary>Supervises visits without being taken by them (R4).</summary>
    public const string Supervisor = "supervisor";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Technician, Prescriber, Nurse, Anesthetist, Supervisor];
}
