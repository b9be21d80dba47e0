using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Patients;

/// <summary>Everything a clerk needs on the phone.</summary>
public sealed record PatientOverviewResponse
{
    /// <summary>The patient.</summary>
    public required PatientResponse Patient { get; init; }

    /// <summary>Completed years today.</summary>
    /// <example>46</example>
    public required int Age { get; init; }

    /// <summary>The next five visits, by start.</summary>
    public required IReadOnlyList<VisitSummary> NextVisits { get; init; }

    /// <summary>Visits that lost their place and wait for another.</summary>
    public required IReadOnlyList<Guid> WaitingForATime { get; init; }

    /// <summary>All courses, oldest first.</summary>
    public required IReadOnlyList<CourseSummary> Courses { get; init; }

    /// <summary>What is missing: `phone`, `guardian`, `coverage`, `sessions_to_book`, `new_time`, `flagged_visits`.</summary>
    /// <example>["phone"]</example>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>What this key may do with the patient: `change`, `add_absence`, `replace_windows`, `create_course`, `book_visit`.</summary>
    /// <example>["change"]</example>
    public required IReadOnlyList<string> Actions { get; init; }
}

/// <summary>A visit to come.</summary>
public sealed record VisitSummary
{
    /// <summary>The appointment.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>Its course; null for a visit of its own.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The site's name.</summary>
    /// <example>Riverside</example>
    public required string Site { get; init; }

    /// <summary>Visit kind.</summary>
    /// <example>treatment</example>
    public required string Kind { get; init; }

    /// <summary>State.</summary>
    /// <example>booked</example>
    public required AppointmentState State { get; init; }

    /// <summary>Start, with the site's offset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End, exclusive, with the site's offset.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Local date of the start.</summary>
    public required DateOnly LocalDate { get; init; }

    /// <summary>Local time of the start.</summary>
    /// <example>09:30</example>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>The site's zone when booked.</summary>
    /// <example>America/New_York</example>
    public required string TimeZone { get; init; }

    /// <summary>What staff must look at.</summary>
    /// <example>["closure"]</example>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>What this key may do with it: `move`, `cancel`, `confirm`, `late`, `check_in`, `no_show`.</summary>
    /// <example>["move","cancel"]</example>
    public required IReadOnlyList<string> Actions { get; init; }
}

/// <summary>A course in short.</summary>
public sealed record CourseSummary
{
    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>Its home site as of today.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>The home site that comes next; null where none does.</summary>
    public Guid? NextSiteId { get; init; }

    /// <summary>First local date there.</summary>
    public DateOnly? NextSiteFrom { get; init; }

    /// <summary>State.</summary>
    /// <example>active</example>
    public required CourseState State { get; init; }

    /// <summary>Whether it is known who pays.</summary>
    public required bool HasCoverage { get; init; }

    /// <summary>Name of the protocol; null without scope `clinical:read`.</summary>
    /// <example>null</example>
    public required string? Protocol { get; init; }

    /// <summary>Modality; null without scope `clinical:read`.</summary>
    /// <example>null</example>
    public required string? Modality { get; init; }

    /// <summary>Indication; null without scope `clinical:read`.</summary>
    /// <example>null</example>
    public required string? Indication { get; init; }

    /// <summary>How far it is.</summary>
    public required CourseProgressSummary Progress { get; init; }

    /// <summary>Local date of the last visit booked; null when none is.</summary>
    public required DateOnly? LastVisitOn { get; init; }

    /// <summary>What this key may do with it: `plan`, `book`, `make_up`.</summary>
    /// <example>["plan","book"]</example>
    public required IReadOnlyList<string> Actions { get; init; }
}

/// <summary>How far a course is, in sessions.</summary>
/// <param name="Target" example="36">Planned in all.</param>
/// <param name="Delivered" example="12">Delivered.</param>
/// <param name="Booked" example="23">Booked and to come.</param>
/// <param name="Owed" example="1">Neither delivered nor booked.</param>
/// <param name="Missed" example="1">No-shows and patients sent home so far.</param>
public sealed record CourseProgressSummary(int Target, int Delivered, int Booked, int Owed, int Missed);
