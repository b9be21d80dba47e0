namespace Scheduling.Domain.Tasks;

/// <summary>Who is to do a task. Stored and sent in snake_case.</summary>
public enum TaskRole
{
    /// <summary>Whoever answers the phone; needs no role on visits.</summary>
    FrontDesk,

    /// <summary>A technician.</summary>
    Technician,

    /// <summary>A nurse.</summary>
    Nurse,

    /// <summary>A prescriber.</summary>
    Prescriber,

    /// <summary>A nurse or a prescriber (R24).</summary>
    Clinician,
}
