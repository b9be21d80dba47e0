using Scheduling.Application.Patients;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Intakes;

namespace Scheduling.Application.Intakes;

/// <summary>An intake, how far it is and what it waits for.</summary>
public sealed record IntakeResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000070</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for `If-Match`. It also grows when the consult is cancelled or missed.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The site that is to treat them.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>State.</summary>
    public required IntakeState State { get; init; }

    /// <summary>What may be done now.</summary>
    public required IReadOnlyList<IntakeAction> Possible { get; init; }

    /// <summary>Since when it is in its state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Local dates since then, by the site's clock; 0 on the same date.</summary>
    public required int DaysInStep { get; init; }

    /// <summary>The referral.</summary>
    public required ReferralResponse Referral { get; init; }

    /// <summary>Who is to pay; null while unknown.</summary>
    public required IntakeCoverage? Coverage { get; init; }

    /// <summary>What the payer said; null while it wasn't asked, or since who pays has changed.</summary>
    public required BenefitsCheck? Benefits { get; init; }

    /// <summary>The consult; null while none was booked.</summary>
    public required IntakeConsult? Consult { get; init; }

    /// <summary>What a prescriber ordered; null while nothing.</summary>
    public required IntakeOrderResponse? Order { get; init; }

    /// <summary>The course that came of it.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>What is missing, in the order of the steps: empty once the course has begun, and for one that was declined or lost.</summary>
    public required IReadOnlyList<IntakeNeedResponse> Missing { get; init; }

    /// <summary>Every state it was in, oldest first.</summary>
    public required IReadOnlyList<IntakeStep> Steps { get; init; }

    /// <summary>Others who look like the same person; only when a new patient is entered.</summary>
    public IReadOnlyList<PatientWarning> Warnings { get; init; } = [];
}

/// <summary>How a person came.</summary>
/// <param name="From">Who sent them.</param>
/// <param name="ReceivedOn">Local date on which the referral came.</param>
/// <param name="Reason">What for, as a code; null without the scope `clinical:read`.</param>
/// <param name="Documents">Documents, by reference.</param>
public sealed record ReferralResponse(string From, DateOnly ReceivedOn, string? Reason, IReadOnlyList<ReferralDocument> Documents);

/// <summary>The consult of an intake.</summary>
/// <param name="AppointmentId">The visit.</param>
/// <param name="Start">Its start, with the site's offset.</param>
/// <param name="State">Its state.</param>
public sealed record IntakeConsult(Guid AppointmentId, DateTimeOffset Start, AppointmentState State);

/// <summary>A prescriber's order.</summary>
/// <param name="ProtocolId">The protocol.</param>
/// <param name="ProtocolVersion">Number of its version.</param>
/// <param name="Targets">Sessions by phase.</param>
/// <param name="Indication">What is treated; null without the scope `clinical:read`.</param>
/// <param name="OffLabel">Whether it is off-label (R3).</param>
/// <param name="SecondCourse">Whether it may run beside another course (R8).</param>
/// <param name="PriorCourseId">The course that it retreats.</param>
/// <param name="Reason">Why; null without the scope `clinical:read`.</param>
/// <param name="By">The prescriber.</param>
/// <param name="At">When.</param>
public sealed record IntakeOrderResponse(
    Guid ProtocolId, int ProtocolVersion, IReadOnlyList<PhaseTarget> Targets, string? Indication, bool OffLabel, bool SecondCourse, Guid? PriorCourseId, string? Reason, string By, DateTimeOffset At);

/// <summary>Something that an intake waits for.</summary>
/// <param name="Need">What.</param>
/// <param name="Since">Since when.</param>
/// <param name="Days">Local dates since then, by the site's clock.</param>
public sealed record IntakeNeedResponse(IntakeNeedKind Need, DateTimeOffset Since, int Days);
