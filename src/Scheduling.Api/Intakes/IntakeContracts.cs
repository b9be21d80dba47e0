using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Courses;
using Scheduling.Application.Intakes;
using Scheduling.Application.Patients;
using Scheduling.Application.Requests;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Intakes;

/// <summary>A referral, entered whole: all of it or nothing.</summary>
public sealed record CreateIntakeRequest
{
    /// <summary>The site that is to treat the patient.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public required Guid SiteId { get; init; }

    /// <summary>The patient who is known already; leave it out with `patient`.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public Guid? PatientId { get; init; }

    /// <summary>The patient to be entered; leave it out with `patientId`.</summary>
    /// <example>null</example>
    public CreatePatientRequest? Patient { get; init; }

    /// <summary>The referral.</summary>
    public required ReferralContract Referral { get; init; }

    /// <summary>Who is to pay; leave it out while unknown.</summary>
    public IntakeCoverageContract? Coverage { get; init; }

    /// <summary>The consult to book; leave it out to book it later.</summary>
    /// <example>null</example>
    public ConsultContract? Consult { get; init; }

    /// <summary>Answers what would be entered and booked, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>How a person came.</summary>
public sealed record ReferralContract
{
    /// <summary>Who sent them, as the clinic calls them; `self` for nobody.</summary>
    /// <example>Harbor Family Practice</example>
    [StringLength(200, MinimumLength = 1)]
    public required string From { get; init; }

    /// <summary>Local date on which the referral came.</summary>
    /// <example>2026-01-15</example>
    public required DateOnly ReceivedOn { get; init; }

    /// <summary>What for, as a code. It is shown to keys with scope `clinical:read` only.</summary>
    /// <example>mdd_resistant</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public string? Reason { get; init; }

    /// <summary>Documents kept elsewhere, by reference.</summary>
    [MaxLength(50)]
    public IReadOnlyList<ReferralDocumentContract> Documents { get; init; } = [];

    internal Referral ToReferral() => new(From, Reason, [.. Documents.Select(d => new ReferralDocument(d.System, d.Id, d.Kind))]);
}

/// <summary>A document kept elsewhere.</summary>
public sealed record ReferralDocumentContract
{
    /// <summary>The system that keeps it.</summary>
    /// <example>ehr</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string System { get; init; }

    /// <summary>Its id there.</summary>
    /// <example>doc-1024</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    /// <example>letter</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string Kind { get; init; }
}

/// <summary>Who is to pay.</summary>
public sealed record IntakeCoverageContract
{
    /// <summary>`insured` or `self_pay`.</summary>
    /// <example>insured</example>
    public required CoverageKind Kind { get; init; }

    /// <summary>The payer, where it is known.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000060</example>
    public Guid? PayerId { get; init; }

    /// <summary>The person's number with the payer.</summary>
    /// <example>M-20417</example>
    [StringLength(100, MinimumLength = 1)]
    public string? MemberReference { get; init; }

    internal IntakeCoverage ToCoverage() => new(Kind, PayerId, MemberReference);
}

/// <summary>A consult to book.</summary>
public sealed record ConsultContract
{
    /// <summary>Its start.</summary>
    public required StartTime Start { get; init; }

    /// <summary>Prescriber and room; what is left out is chosen.</summary>
    public ResourcesContract? Resources { get; init; }

    /// <summary>Whether the patient's weekly windows and absences don't count (R5).</summary>
    /// <example>false</example>
    public bool IgnorePatientWindows { get; init; }

    internal NewConsult ToConsult() => new(Start, Resources?.ToResources("/consult/resources"), IgnorePatientWindows, null);
}

/// <summary>A consult to book (`start`), or one that is in the book (`appointmentId`).</summary>
public sealed record BookConsultRequest
{
    /// <summary>Its start.</summary>
    /// <example>null</example>
    public StartTime? Start { get; init; }

    /// <summary>Prescriber and room; what is left out is chosen.</summary>
    /// <example>null</example>
    public ResourcesContract? Resources { get; init; }

    /// <summary>Whether the patient's weekly windows and absences don't count (R5).</summary>
    /// <example>false</example>
    public bool IgnorePatientWindows { get; init; }

    /// <summary>A consult of the patient that is in the book already.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000020</example>
    public Guid? AppointmentId { get; init; }

    /// <summary>Answers what would be booked, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }

    internal NewConsult ToConsult() => new(Start, Resources?.ToResources("/resources"), IgnorePatientWindows, AppointmentId);
}

/// <summary>Corrections of an intake; members left out stay, those given are given whole.</summary>
public sealed record ChangeIntakeRequest
{
    /// <summary>The referral.</summary>
    public ReferralContract? Referral { get; init; }

    /// <summary>Who is to pay. Another than before has to be asked anew: the benefits check is taken back.</summary>
    public IntakeCoverageContract? Coverage { get; init; }
}

/// <summary>What the payer said.</summary>
public sealed record BenefitsCheckRequest
{
    /// <summary>Whether it pays for the treatment at all.</summary>
    /// <example>true</example>
    public required bool Covered { get; init; }

    /// <summary>Whether it wants to approve the course first.</summary>
    /// <example>true</example>
    public bool AuthorizationRequired { get; init; } = true;

    /// <summary>The payer's reference of the call or answer.</summary>
    /// <example>CALL-88123</example>
    [StringLength(100, MinimumLength = 1)]
    public string? Reference { get; init; }

    /// <summary>Local date on which it said so; today where left out.</summary>
    /// <example>null</example>
    public DateOnly? CheckedOn { get; init; }
}

/// <summary>A prescriber's order.</summary>
public sealed record OrderCourseRequest
{
    /// <summary>The protocol; it must be enabled.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000003</example>
    public required Guid ProtocolId { get; init; }

    /// <summary>Number of its version; leave it out for the newest.</summary>
    /// <example>null</example>
    [Range(1, 10_000)]
    public int? ProtocolVersion { get; init; }

    /// <summary>Sessions by phase, within the protocol's bounds; phases left out keep its default.</summary>
    [MaxLength(20)]
    public IReadOnlyList<PhaseTargetContract> Targets { get; init; } = [];

    /// <summary>What is treated; leave it out for the protocol's. Another needs `offLabel`.</summary>
    /// <example>null</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public string? Indication { get; init; }

    /// <summary>Orders a use outside the protocol's or device's clearance (R3).</summary>
    /// <example>false</example>
    public bool OffLabel { get; init; }

    /// <summary>Orders it beside another open course of its modality (R8).</summary>
    /// <example>false</example>
    public bool SecondCourse { get; init; }

    /// <summary>The course that it retreats.</summary>
    /// <example>null</example>
    public Guid? PriorCourseId { get; init; }

    /// <summary>Why. It is shown to keys with scope `clinical:read` only.</summary>
    /// <example>Ordered at the consult.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>How the ordered course is opened.</summary>
public sealed record OpenCourseRequest
{
    /// <summary>Who pays; leave it out for what the intake says. An insured course without dates or units waits for its authorization.</summary>
    public CoverageContract? Coverage { get; init; }

    /// <summary>Preferred local start.</summary>
    /// <example>09:00</example>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>Weight of the course's costs; 1 is normal.</summary>
    /// <example>1</example>
    [Range(0.1, 100)]
    public decimal Priority { get; init; } = 1;

    /// <summary>Keeps it a draft even where it could be booked.</summary>
    /// <example>false</example>
    public bool Draft { get; init; }
}

/// <summary>Why an intake ends without a course.</summary>
public sealed record EndIntakeRequest
{
    /// <summary>Why, as a code of the clinic's; nothing clinical.</summary>
    /// <example>cost</example>
    [StringLength(64, MinimumLength = 1)]
    [RegularExpression(Patterns.Code)]
    public required string Reason { get; init; }

    /// <summary>Answers what would be cancelled, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}
