using Scheduling.Application.Patients;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Intakes;

/// <summary>A referral to be entered.</summary>
public sealed record NewIntake
{
    public required Guid SiteId { get; init; }

    /// <summary>The patient who is known already; null with <see cref="Patient"/>.</summary>
    public Guid? PatientId { get; init; }

    /// <summary>The patient to be entered; null with <see cref="PatientId"/>.</summary>
    public CreatePatientRequest? Patient { get; init; }

    public required Referral Referral { get; init; }
    public required DateOnly ReceivedOn { get; init; }
    public IntakeCoverage? Coverage { get; init; }
    public NewConsult? Consult { get; init; }
}

/// <summary>A consult to be booked, or one in the book to be linked.</summary>
/// <param name="Start">Its start; null with <paramref name="AppointmentId"/>.</param>
/// <param name="Resources">Resources asked for; what is left out is chosen.</param>
/// <param name="IgnorePatientWindows">Whether the patient's windows and absences don't count.</param>
/// <param name="AppointmentId">The consult that is in the book.</param>
public sealed record NewConsult(StartTime? Start, NamedResources? Resources, bool IgnorePatientWindows, Guid? AppointmentId);

/// <summary>Corrections of an intake; null leaves what is there.</summary>
public sealed record IntakeChange(Referral? Referral, DateOnly? ReceivedOn, IntakeCoverage? Coverage);

/// <summary>An order to be entered.</summary>
public sealed record NewIntakeOrder
{
    public required Guid ProtocolId { get; init; }
    public int? ProtocolVersion { get; init; }
    public IReadOnlyList<PhaseTarget> Targets { get; init; } = [];
    public string? Indication { get; init; }
    public bool OffLabel { get; init; }
    public bool SecondCourse { get; init; }
    public Guid? PriorCourseId { get; init; }
    public required string Reason { get; init; }
}

/// <summary>How the ordered course is opened.</summary>
/// <param name="Coverage">Who pays; null for what the intake says.</param>
/// <param name="PreferredTime">Preferred local start.</param>
/// <param name="Priority">Weight of its costs, 1 for normal.</param>
/// <param name="Draft">Kept as a draft even where it could be booked.</param>
public sealed record CourseToOpen(Coverage? Coverage, TimeOnly? PreferredTime, decimal Priority, bool Draft);
