using Scheduling.Application.Courses;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Appointments;

/// <summary>A site's day: who comes when, where, with whom, and what is missing.</summary>
public sealed record DaySheet
{
    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its name.</summary>
    /// <example>North</example>
    public required string SiteName { get; init; }

    /// <summary>The local date.</summary>
    /// <example>2027-02-22</example>
    public required DateOnly Date { get; init; }

    /// <summary>The site's IANA zone.</summary>
    /// <example>America/New_York</example>
    public required string TimeZone { get; init; }

    /// <summary>Name of the public holiday; null on other days.</summary>
    public required string? Holiday { get; init; }

    /// <summary>When it is open, closures not taken off; nothing on a holiday.</summary>
    public required IReadOnlyList<DayRange> OpeningHours { get; init; }

    /// <summary>Closures of the site, its rooms, devices and staff that touch the day.</summary>
    public required IReadOnlyList<DayClosure> Closures { get; init; }

    /// <summary>Staff on shift here.</summary>
    public required IReadOnlyList<DayStaff> Staff { get; init; }

    /// <summary>The visits in order of time, those cancelled and missed too.</summary>
    public required IReadOnlyList<DayVisit> Visits { get; init; }

    /// <summary>Visits of the day that are over and of which nobody has entered what became of them, in order of time. A visit stays here until somebody does.</summary>
    public required IReadOnlyList<Guid> NotClosed { get; init; }

    /// <summary>How many of earlier days are still like that; `GET /v1/appointments?notClosed=true` lists them.</summary>
    /// <example>0</example>
    public required int NotClosedBefore { get; init; }
}

/// <summary>A stretch of the day, half-open, with the site's offset.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="Until">Exclusive.</param>
public sealed record DayRange(DateTimeOffset From, DateTimeOffset Until);

/// <summary>A closure that touches the day.</summary>
/// <param name="Id">The closure.</param>
/// <param name="ResourceId">What is closed; null for the site.</param>
/// <param name="ResourceName">Its name.</param>
/// <param name="From">Inclusive.</param>
/// <param name="Until">Exclusive.</param>
/// <param name="Reason">Why.</param>
public sealed record DayClosure(Guid Id, Guid? ResourceId, string? ResourceName, DateTimeOffset From, DateTimeOffset Until, string Reason);

/// <summary>Somebody on shift.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">Name.</param>
/// <param name="Roles">Roles.</param>
/// <param name="Shifts">When, and how present.</param>
public sealed record DayStaff(Guid Id, string Name, IReadOnlyList<StaffRole> Roles, IReadOnlyList<DayShift> Shifts);

/// <summary>A shift.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="Until">Exclusive.</param>
/// <param name="Mode">In person or by video.</param>
public sealed record DayShift(DateTimeOffset From, DateTimeOffset Until, PresenceMode Mode);

/// <summary>A patient as the day sheet shows them.</summary>
/// <param name="Id">The patient.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="FamilyName">Family name.</param>
public sealed record DayPatient(Guid Id, string GivenName, string FamilyName);

/// <summary>A visit of the day.</summary>
public sealed record DayVisit
{
    /// <summary>The appointment.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>Its version, as `If-Match` wants it.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>Start, with the site's offset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Local time of the start.</summary>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>The patient.</summary>
    public required DayPatient Patient { get; init; }

    /// <summary>The course; null for a visit of its own.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>Visit kind.</summary>
    /// <example>treatment</example>
    public required string Kind { get; init; }

    /// <summary>Which treatment of how many; null for a visit that counts as none.</summary>
    /// <example>7 of 36</example>
    public required string? Session { get; init; }

    /// <summary>State.</summary>
    public required AppointmentState State { get; init; }

    /// <summary>Staff, device and room.</summary>
    public required IReadOnlyList<VisitResource> Resources { get; init; }

    /// <summary>What staff must look at.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>
    /// What it still needs: a role such as `technician`, `device`, `room`, `new_time`, `authorization` or `phone`; and what the gate to treatment waits for (R18):
    /// `screening`, `screening_decision`, `screening_renewal`, `consent`, `day_checklist`, `day_checklist_review`.
    /// </summary>
    /// <example>["technician"]</example>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Whether nothing of the gate to treatment is missing (R18); true for a visit that has none.</summary>
    public required bool GateOpen { get; init; }
}
