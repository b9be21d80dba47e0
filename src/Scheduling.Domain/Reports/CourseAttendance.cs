using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Reports;

/// <summary>A course as adherence sees it.</summary>
public sealed record CourseAttendance
{
    /// <summary>The home site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Whether it was given up.</summary>
    public required bool Discontinued { get; init; }

    /// <summary>All its visits that count as sessions, at every site and of every date.</summary>
    public required IReadOnlyList<SessionAttempt> Attempts { get; init; }

    /// <summary>Bands of its protocol (R14).</summary>
    public required IReadOnlyList<GapBand> Bands { get; init; }

    /// <summary>The patient's absences.</summary>
    public required IReadOnlyList<Absence> Absences { get; init; }

    /// <summary>Holidays of the home site.</summary>
    public required IReadOnlySet<DateOnly> Holidays { get; init; }
}
