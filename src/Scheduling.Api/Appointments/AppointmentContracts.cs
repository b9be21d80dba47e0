using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Courses;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Appointments;

/// <summary>One visit at a chosen time.</summary>
public sealed record BookAppointmentRequest
{
    /// <summary>Visit kind: of the course's protocol with `courseId`, of a protocol with `protocolId`, otherwise one of the clinic's own (`GET /v1/visit-kinds`).</summary>
    /// <example>consult</example>
    [StringLength(64, MinimumLength = 1)]
    public required string Kind { get; init; }

    /// <summary>Its start.</summary>
    public required StartTime Start { get; init; }

    /// <summary>The patient.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid PatientId { get; init; }

    /// <summary>The site; leave it out for the course's.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public Guid? SiteId { get; init; }

    /// <summary>The course. A kind that counts as a treatment takes the next session that is owed.</summary>
    /// <example>null</example>
    public Guid? CourseId { get; init; }

    /// <summary>The protocol whose kind it is, for a visit without a course.</summary>
    /// <example>null</example>
    public Guid? ProtocolId { get; init; }

    /// <summary>Resources asked for; what is left out is chosen.</summary>
    public ResourcesContract? Resources { get; init; }

    /// <summary>Books deliberately outside rules R3-R6 (R9); needs the scope `override` and `Scheduling-Actor`.</summary>
    public OverrideContract? Override { get; init; }

    /// <summary>Whether the patient's weekly windows and absences don't count (R5).</summary>
    /// <example>false</example>
    public bool IgnorePatientWindows { get; init; }

    /// <summary>Answers what would be booked, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>Rules waived deliberately (R9).</summary>
public sealed record OverrideContract
{
    /// <summary>Among `R3`, `R4`, `R5`, `R6`. R1 and R2 have no override.</summary>
    /// <example>["R5"]</example>
    [MinLength(1)]
    [MaxLength(4)]
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Why.</summary>
    /// <example>Opens an hour early for this patient.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    private static readonly string[] May = ["R3", "R4", "R5", "R6"];

    /// <summary>The override with who asks for it.</summary>
    /// <exception cref="SchedulingException">scope_missing, actor_required, invalid_request.</exception>
    internal BookingOverride ToOverride(ClinicContext clinic)
    {
        for (var i = 0; i < Rules.Count; i++)
        {
            if (!May.Contains(Rules[i]))
            {
                throw SchedulingException.Invalid($"/override/rules/{i}", "must be one of R3, R4, R5, R6; no other rule can be waived");
            }
        }

        clinic.RequireScope(Scopes.Override);
        return new BookingOverride([.. Rules.Distinct()], Reason, clinic.RequireActor());
    }
}

/// <summary>Where visits are to go: one of `start`, `shiftMinutes` and `localTime`, or only other resources. All of them move, or none.</summary>
public sealed record MoveAppointmentRequest
{
    /// <summary>`this`, `following` (this and all later ones of the course) or `remaining` (all still to come of it). With the latter two `If-Match` is the course's version.</summary>
    /// <example>this</example>
    public required ChangeScope Scope { get; init; }

    /// <summary>The new start; of several visits that of the first, and the others shift by as much on the wall clock.</summary>
    public StartTime? Start { get; init; }

    /// <summary>Minutes later on the site's wall clock, a multiple of 5; negative for earlier.</summary>
    /// <example>null</example>
    [Range(-43_200, 43_200)]
    public int? ShiftMinutes { get; init; }

    /// <summary>Another local time, each visit on its date.</summary>
    /// <example>null</example>
    public TimeOnly? LocalTime { get; init; }

    /// <summary>
    /// Another site of the clinic for this one visit, of a course on the same device model (R23); times are then meant by that site's clock, and the visit's own local
    /// time is kept where none is given. The rest of a course changes its site by an amendment.
    /// </summary>
    /// <example>null</example>
    public Guid? SiteId { get; init; }

    /// <summary>Resources asked for; for the rest the visit's own are preferred.</summary>
    public ResourcesContract? Resources { get; init; }

    /// <summary>Why.</summary>
    /// <example>Patient has an exam.</example>
    [StringLength(1000, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>Moves deliberately outside rules R3-R6 (R9); needs the scope `override` and `Scheduling-Actor`.</summary>
    public OverrideContract? Override { get; init; }

    /// <summary>Whether the patient's weekly windows and absences don't count (R5).</summary>
    /// <example>false</example>
    public bool IgnorePatientWindows { get; init; }

    /// <summary>Answers the difference and writes nothing; what is in the way of several visits stands in `conflicts`, of one it is refused.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>Who cancels.</summary>
public enum CancelledBy
{
    /// <summary>The patient; under the clinic's notice it is flagged late.</summary>
    Patient,

    /// <summary>The clinic.</summary>
    Clinic,
}

/// <summary>A cancellation.</summary>
public sealed record CancelAppointmentRequest
{
    /// <summary>`this`, `following` (this and all later ones of the course) or `remaining` (all still to come of it). With the latter two `If-Match` is the course's version.</summary>
    /// <example>this</example>
    public required ChangeScope Scope { get; init; }

    /// <summary>`patient` or `clinic`.</summary>
    /// <example>patient</example>
    public required CancelledBy By { get; init; }

    /// <summary>Why.</summary>
    /// <example>Has the flu.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Whether to answer with times for a make-up, of several visits for the first session, after the last booked one of its phase (R11). Nothing is booked.</summary>
    /// <example>false</example>
    public bool MakeUp { get; init; }

    /// <summary>Answers the difference, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>Somebody else for a role on a visit (`staffId`), or another patient's place for it (`withAppointmentId`).</summary>
public sealed record SwapRequest
{
    /// <summary>The role; leave it out for the operator's, or the only one. Only with `staffId`.</summary>
    /// <example>technician</example>
    public StaffRole? Role { get; init; }

    /// <summary>Who takes it.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000004</example>
    public Guid? StaffId { get; init; }

    /// <summary>The visit of another patient, at the same site, whose time this one takes, with its resources where they serve. That one takes this one's.</summary>
    /// <example>null</example>
    public Guid? WithAppointmentId { get; init; }

    /// <summary>More visits of a ring: `withAppointmentId` takes the place of the first of these, each that of the next, the last that of the visit in the path.</summary>
    /// <example>[]</example>
    [MaxLength(20)]
    public IReadOnlyList<Guid> ThenAppointmentIds { get; init; } = [];

    /// <summary>The versions of the other visits that were read, in their order; leave it out to take them as they are.</summary>
    /// <example>null</example>
    [MinLength(1)]
    [MaxLength(21)]
    public IReadOnlyList<string>? WithEtags { get; init; }

    /// <summary>Why.</summary>
    /// <example>Called in sick.</example>
    [StringLength(1000, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Swaps deliberately outside rules R3-R6 (R9); needs the scope `override` and `Scheduling-Actor`.</summary>
    public OverrideContract? Override { get; init; }

    /// <summary>Whether the patients' weekly windows and absences don't count (R5). Only with `withAppointmentId`.</summary>
    /// <example>false</example>
    public bool IgnorePatientWindows { get; init; }

    /// <summary>Answers the difference, or the refusal, and writes nothing.</summary>
    /// <example>false</example>
    public bool DryRun { get; init; }
}

/// <summary>What would be booked.</summary>
public sealed record BookingPreview
{
    /// <summary>The visit as it would be; its id is not kept.</summary>
    public required AppointmentResponse Appointment { get; init; }
}

/// <summary>A free start and what would serve it.</summary>
public sealed record FreeStartResponse
{
    /// <summary>The site: from the date of a handover on the course's next home.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Start, with the site's offset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Local date of the start.</summary>
    public required DateOnly LocalDate { get; init; }

    /// <summary>Local time of the start.</summary>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>Staff, device and room that would serve it.</summary>
    public required IReadOnlyList<Application.Courses.VisitResource> Resources { get; init; }

    internal static FreeStartResponse Of(FreeVisit free) => new() { SiteId = free.SiteId, Start = free.Start, End = free.End, LocalDate = free.LocalDate, LocalTime = free.LocalTime, Resources = free.Resources };
}
