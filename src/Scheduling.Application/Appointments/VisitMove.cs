using Scheduling.Domain.Appointments;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>Where a visit is to go. At most one of the times is given; none keeps the time.</summary>
public sealed record VisitMove
{
    /// <summary>The new start.</summary>
    public StartTime? Start { get; init; }

    /// <summary>Minutes later on the site's wall clock; negative for earlier.</summary>
    public int? ShiftMinutes { get; init; }

    /// <summary>Another local time on the same date.</summary>
    public TimeOnly? LocalTime { get; init; }

    /// <summary>Another site, where its resources and zone are meant; null to stay at its own.</summary>
    public Guid? SiteId { get; init; }

    /// <summary>Resources asked for; the visit's own are preferred for the rest.</summary>
    public NamedResources? Resources { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Rules waived (R9).</summary>
    public BookingOverride? Override { get; init; }

    /// <summary>Whether the patient's windows and absences don't count.</summary>
    public bool IgnorePatientWindows { get; init; }
}
