using Scheduling.Domain.Time;

namespace Scheduling.Domain.Patients;

/// <summary>A patient, minimal by design: the record lives in the EHR. The id is also a resource's.</summary>
public sealed class Patient : VersionedEntity
{
    /// <summary>Given name.</summary>
    public required string GivenName { get; set; }

    /// <summary>Family name.</summary>
    public required string FamilyName { get; set; }

    /// <summary>Date of birth; ages for clearances are computed from it.</summary>
    public DateOnly BirthDate { get; set; }

    /// <summary>Phone, E.164.</summary>
    public string? Phone { get; set; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; set; }

    /// <summary>The patient's own IANA zone; quiet hours are counted in it. Null: the site's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>BCP 47 language of messages.</summary>
    public string Language { get; set; } = "en";

    /// <summary>The guardian of a minor.</summary>
    public Guardian? Guardian { get; set; }

    /// <summary>Weekly windows in which the patient can come, in the site's local time; empty for any time (R5).</summary>
    public IReadOnlyList<WeeklyWindow> Windows { get; set; } = [];

    /// <summary>Dates on which the patient cannot come.</summary>
    public IReadOnlyList<Absence> Absences { get; set; } = [];

    /// <summary>Ids in other systems, at most one a system.</summary>
    public List<PatientExternalId> ExternalIds { get; set; } = [];
}
