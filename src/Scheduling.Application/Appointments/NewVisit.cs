using Scheduling.Domain.Appointments;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>One visit that is asked for.</summary>
public sealed record NewVisit
{
    /// <summary>Visit kind code.</summary>
    public required string Kind { get; init; }

    /// <summary>Its start.</summary>
    public required StartTime Start { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The site; null for the course's.</summary>
    public Guid? SiteId { get; init; }

    /// <summary>The course, or null.</summary>
    public Guid? CourseId { get; init; }

    /// <summary>The protocol whose kind it is, without a course.</summary>
    public Guid? ProtocolId { get; init; }

    /// <summary>Resources asked for.</summary>
    public NamedResources? Resources { get; init; }

    /// <summary>Rules waived (R9).</summary>
    public BookingOverride? Override { get; init; }

    /// <summary>Whether the patient's windows and absences don't count.</summary>
    public bool IgnorePatientWindows { get; init; }
}
