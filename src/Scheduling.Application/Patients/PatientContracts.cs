using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Patients;

/// <summary>The guardian of a minor.</summary>
public sealed record GuardianBody
{
    /// <summary>Name.</summary>
    /// <example>Maria Lopez</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Phone, E.164.</summary>
    /// <example>+12025550143</example>
    [RegularExpression(Patterns.Phone)]
    public string? Phone { get; init; }

    /// <summary>E-mail address.</summary>
    /// <example>maria@example.org</example>
    [StringLength(254, MinimumLength = 3)]
    [RegularExpression(Patterns.Email)]
    public string? Email { get; init; }

    internal static GuardianBody? Of(Guardian? g) => g is null ? null : new() { Name = g.Name, Phone = g.Phone, Email = g.Email };

    internal Guardian ToDomain() => new(Name, Phone, Email);
}

/// <summary>An id of the patient in another system.</summary>
public sealed record ExternalIdBody
{
    /// <summary>The system, as the clinic calls it; at most one id of each.</summary>
    /// <example>ehr</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string System { get; init; }

    /// <summary>The id there, unique in the system.</summary>
    /// <example>P-100023</example>
    [StringLength(128, MinimumLength = 1)]
    public required string Value { get; init; }
}

/// <summary>A new patient.</summary>
public sealed record CreatePatientRequest
{
    /// <summary>Given name.</summary>
    /// <example>Zoë</example>
    [StringLength(200, MinimumLength = 1)]
    public required string GivenName { get; init; }

    /// <summary>Family name.</summary>
    /// <example>Müller</example>
    [StringLength(200, MinimumLength = 1)]
    public required string FamilyName { get; init; }

    /// <summary>Date of birth.</summary>
    /// <example>1980-04-12</example>
    public required DateOnly BirthDate { get; init; }

    /// <summary>Phone, E.164.</summary>
    /// <example>+12025550144</example>
    [RegularExpression(Patterns.Phone)]
    public string? Phone { get; init; }

    /// <summary>E-mail address.</summary>
    /// <example>zoe@example.org</example>
    [StringLength(254, MinimumLength = 3)]
    [RegularExpression(Patterns.Email)]
    public string? Email { get; init; }

    /// <summary>The patient's own IANA zone; quiet hours are counted in it. Left out: the site's.</summary>
    /// <example>America/Chicago</example>
    [StringLength(64, MinimumLength = 1)]
    public string? TimeZone { get; init; }

    /// <summary>Language of messages, BCP 47.</summary>
    /// <example>en</example>
    [StringLength(35, MinimumLength = 2)]
    [RegularExpression(Patterns.Language)]
    public string? Language { get; init; }

    /// <summary>The guardian of a minor.</summary>
    public GuardianBody? Guardian { get; init; }

    /// <summary>Ids in other systems.</summary>
    [MaxLength(20)]
    public IReadOnlyList<ExternalIdBody>? ExternalIds { get; init; }

    /// <summary>Weekly windows in which the patient can come, in the site's local time; left out for any time (R5).</summary>
    [MaxLength(42)]
    public IReadOnlyList<LocalWindow>? Windows { get; init; }
}

/// <summary>Changes of a patient: what is left out stays.</summary>
public record ChangePatientRequest : MergePatch
{
    /// <summary>Given name.</summary>
    /// <example>Zoë</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? GivenName { get; init => field = Give(value); }

    /// <summary>Family name.</summary>
    /// <example>Müller</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? FamilyName { get; init => field = Give(value); }

    /// <summary>Date of birth.</summary>
    /// <example>1980-04-12</example>
    [MayBeLeftOut]
    public DateOnly? BirthDate { get; init => field = Give(value); }

    /// <summary>Phone, E.164; null clears it.</summary>
    /// <example>+12025550144</example>
    [RegularExpression(Patterns.Phone)]
    public string? Phone { get; init => field = Give(value); }

    /// <summary>E-mail address; null clears it.</summary>
    /// <example>zoe@example.org</example>
    [StringLength(254, MinimumLength = 3)]
    [RegularExpression(Patterns.Email)]
    public string? Email { get; init => field = Give(value); }

    /// <summary>The patient's own IANA zone; null for the site's.</summary>
    /// <example>America/Chicago</example>
    [StringLength(64, MinimumLength = 1)]
    public string? TimeZone { get; init => field = Give(value); }

    /// <summary>Language of messages, BCP 47.</summary>
    /// <example>en</example>
    [MayBeLeftOut]
    [StringLength(35, MinimumLength = 2)]
    [RegularExpression(Patterns.Language)]
    public string? Language { get; init => field = Give(value); }

    /// <summary>The guardian of a minor, whole; null clears it.</summary>
    public GuardianBody? Guardian { get; init => field = Give(value); }

    /// <summary>Ids in other systems, the whole list.</summary>
    [MayBeLeftOut]
    [MaxLength(20)]
    public IReadOnlyList<ExternalIdBody>? ExternalIds { get; init => field = Give(value); }
}

/// <summary>A patient as another system knows them. Names and birth date are always given; of the rest, what is left out stays.</summary>
public sealed record UpsertPatientRequest : MergePatch
{
    /// <summary>Given name.</summary>
    /// <example>Zoë</example>
    [StringLength(200, MinimumLength = 1)]
    public required string GivenName { get; init; }

    /// <summary>Family name.</summary>
    /// <example>Müller</example>
    [StringLength(200, MinimumLength = 1)]
    public required string FamilyName { get; init; }

    /// <summary>Date of birth.</summary>
    /// <example>1980-04-12</example>
    public required DateOnly BirthDate { get; init; }

    /// <summary>Phone, E.164; null clears it.</summary>
    /// <example>+12025550144</example>
    [RegularExpression(Patterns.Phone)]
    public string? Phone { get; init => field = Give(value); }

    /// <summary>E-mail address; null clears it.</summary>
    /// <example>zoe@example.org</example>
    [StringLength(254, MinimumLength = 3)]
    [RegularExpression(Patterns.Email)]
    public string? Email { get; init => field = Give(value); }

    /// <summary>The patient's own IANA zone; null for the site's.</summary>
    /// <example>America/Chicago</example>
    [StringLength(64, MinimumLength = 1)]
    public string? TimeZone { get; init => field = Give(value); }

    /// <summary>Language of messages, BCP 47.</summary>
    /// <example>en</example>
    [MayBeLeftOut]
    [StringLength(35, MinimumLength = 2)]
    [RegularExpression(Patterns.Language)]
    public string? Language { get; init => field = Give(value); }

    /// <summary>The guardian of a minor, whole; null clears it.</summary>
    public GuardianBody? Guardian { get; init => field = Give(value); }
}

/// <summary>A patient.</summary>
public record PatientResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for <c>If-Match</c>; of windows and absences too.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>Given name.</summary>
    /// <example>Zoë</example>
    public required string GivenName { get; init; }

    /// <summary>Family name.</summary>
    /// <example>Müller</example>
    public required string FamilyName { get; init; }

    /// <summary>Date of birth.</summary>
    public required DateOnly BirthDate { get; init; }

    /// <summary>Phone, E.164.</summary>
    /// <example>+12025550144</example>
    public required string? Phone { get; init; }

    /// <summary>E-mail address.</summary>
    /// <example>zoe@example.org</example>
    public required string? Email { get; init; }

    /// <summary>The patient's own IANA zone; null for the site's.</summary>
    /// <example>America/Chicago</example>
    public required string? TimeZone { get; init; }

    /// <summary>Language of messages.</summary>
    /// <example>en</example>
    public required string Language { get; init; }

    /// <summary>The guardian of a minor.</summary>
    public required GuardianBody? Guardian { get; init; }

    /// <summary>Ids in other systems, by system.</summary>
    public required IReadOnlyList<ExternalIdBody> ExternalIds { get; init; }

    /// <summary>Weekly windows in which the patient can come; empty for any time.</summary>
    public required IReadOnlyList<LocalWindow> Windows { get; init; }

    /// <summary>Dates on which the patient can't come, by first day.</summary>
    public required IReadOnlyList<AbsenceResponse> Absences { get; init; }

    /// <summary>When the entry was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static PatientResponse Of(Patient patient) => new()
    {
        Id = patient.Id,
        Etag = Versions.Etag(patient),
        GivenName = patient.GivenName,
        FamilyName = patient.FamilyName,
        BirthDate = patient.BirthDate,
        Phone = patient.Phone,
        Email = patient.Email,
        TimeZone = patient.TimeZone,
        Language = patient.Language,
        Guardian = GuardianBody.Of(patient.Guardian),
        ExternalIds = [.. patient.ExternalIds.OrderBy(x => x.System, StringComparer.Ordinal).Select(x => new ExternalIdBody { System = x.System, Value = x.Value })],
        Windows = LocalWindow.Of(patient.Windows),
        Absences = [.. patient.Absences.Select(AbsenceResponse.Of)],
        CreatedAt = patient.CreatedAt,
        UpdatedAt = patient.UpdatedAt,
    };
}

/// <summary>A new patient, and what looks wrong about them.</summary>
public sealed record CreatedPatientResponse : PatientResponse
{
    [SetsRequiredMembers]
    public CreatedPatientResponse(PatientResponse patient, IReadOnlyList<PatientWarning> warnings)
        : base(patient) => Warnings = warnings;

    /// <summary>Nothing here stops the patient from being entered.</summary>
    public IReadOnlyList<PatientWarning> Warnings { get; }
}

/// <summary>Something to look at.</summary>
/// <param name="Code" example="possible_duplicate">`possible_duplicate`: same birth date, and same name or phone.</param>
/// <param name="PatientId" example="01936f5e-8c00-7000-8000-000000000002">The patient who looks like the same person.</param>
public sealed record PatientWarning(string Code, Guid PatientId);

/// <summary>A patient as changed, and the booked visits that the change leaves without a place.</summary>
/// <param name="Patient">The patient.</param>
/// <param name="Affected">Visits to come that no longer fit, by start; flagged until they are moved or the change is taken back.</param>
public sealed record PatientChangeResponse(PatientResponse Patient, IReadOnlyList<AffectedVisit> Affected);

/// <summary>When a patient can come.</summary>
public sealed record PatientWindows
{
    /// <summary>Weekly windows in the site's local time, the whole list; empty for any time (R5).</summary>
    [MaxLength(42)]
    public required IReadOnlyList<LocalWindow> Windows { get; init; }
}

/// <summary>When a patient can come, in place of what was known.</summary>
public sealed record ReplaceWindowsRequest
{
    /// <summary>Weekly windows in the site's local time, the whole list; empty for any time (R5).</summary>
    [MaxLength(42)]
    public required IReadOnlyList<LocalWindow> Windows { get; init; }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>A patient's windows as replaced, and the booked visits outside them.</summary>
/// <param name="Windows">The windows.</param>
/// <param name="Affected">Visits to come outside the windows, by start; flagged until they are moved or the windows are changed.</param>
/// <param name="Repair">New places for them, to be looked at and applied; null when there is nothing to repair.</param>
public sealed record WindowsChangeResponse(IReadOnlyList<LocalWindow> Windows, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);

/// <summary>Days on which a patient can't come.</summary>
public sealed record CreateAbsenceRequest
{
    /// <summary>First day away, inclusive.</summary>
    /// <example>2026-12-21</example>
    public required DateOnly From { get; init; }

    /// <summary>Last day away, inclusive.</summary>
    /// <example>2026-12-28</example>
    public required DateOnly Until { get; init; }

    /// <summary>Why, for staff; nothing clinical.</summary>
    /// <example>Family visit</example>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>The prescriber who agreed to the pause, as people are named in `Scheduling-Actor`; it then doesn't count as a lapse of treatment (R14).</summary>
    /// <example>dr-lee</example>
    [StringLength(200, MinimumLength = 1)]
    public string? ApprovedBy { get; init; }

    /// <summary>Whether only to show what it would leave without a place, and the repair: nothing is stored.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>Days on which a patient can't come.</summary>
/// <param name="Id" example="01936f5e-8c00-7000-8000-000000000003">Its id.</param>
/// <param name="From">First day away, inclusive.</param>
/// <param name="Until">Last day away, inclusive.</param>
/// <param name="Reason" example="Family visit">Why, for staff.</param>
/// <param name="ApprovedBy" example="dr-lee">The prescriber who agreed to the pause; null while none did.</param>
public sealed record AbsenceResponse(Guid Id, DateOnly From, DateOnly Until, string? Reason, string? ApprovedBy)
{
    internal static AbsenceResponse Of(Absence a) => new(a.Id, a.From, a.Until, a.Reason, a.ApprovedBy);
}

/// <summary>All absences of a patient.</summary>
/// <param name="Items">By first day.</param>
public sealed record AbsenceList(IReadOnlyList<AbsenceResponse> Items);

/// <summary>An absence as entered, and the booked visits in it.</summary>
/// <param name="Absence">The absence.</param>
/// <param name="Affected">Visits to come in the absence, by start; flagged until they are moved or the absence is removed.</param>
/// <param name="Repair">New places for them, to be looked at and applied; null when nothing is affected.</param>
public sealed record AbsenceChangeResponse(AbsenceResponse Absence, IReadOnlyList<AffectedVisit> Affected, RepairResponse? Repair);
