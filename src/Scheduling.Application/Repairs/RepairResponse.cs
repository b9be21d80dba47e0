using Scheduling.Application.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Repairs;

/// <summary>A repair, without what it changes.</summary>
public record RepairSummary
{
    /// <summary>Its id; null for a preview, which is not kept.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000030</example>
    public required Guid? Id { get; init; }

    /// <summary>Version, for <c>If-Match</c>; null for a preview.</summary>
    /// <example>"1"</example>
    public required string? Etag { get; init; }

    /// <summary>Status. A stale one was computed from visits that have changed since and has to be proposed again.</summary>
    public required RepairStatus Status { get; init; }

    /// <summary>What made it necessary: `closure`, `patient_absence`, `patient_windows`, `staff` (roles, credentials, shifts), `device` (its room), `device_model` (capabilities, clearances), `site_hours`, `holiday`, `authorization` (a payer's decision), `check`.</summary>
    /// <example>closure</example>
    public required string CauseKind { get; init; }

    /// <summary>The closure, patient, member of staff, device, model, site or holiday; for a check the site that was looked through.</summary>
    public required Guid CauseId { get; init; }

    /// <summary>Sites of the visits.</summary>
    public required IReadOnlyList<Guid> SiteIds { get; init; }

    /// <summary>What it costs, in the order in which it counts.</summary>
    public required RepairCost Cost { get; init; }

    /// <summary>No repair of the same book costs less than this.</summary>
    public required RepairCost Bound { get; init; }

    /// <summary>Whether it is known to be the best there is.</summary>
    public required bool Proven { get; init; }

    /// <summary>Patients whose changes were made.</summary>
    public required IReadOnlyList<Guid> AppliedPatientIds { get; init; }

    /// <summary>The repair that took its place.</summary>
    public required Guid? SupersededById { get; init; }

    /// <summary>When it was last applied.</summary>
    public required DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Who last applied it.</summary>
    /// <example>front-desk-1</example>
    public required string? AppliedBy { get; init; }

    /// <summary>When it was proposed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A repair: a diff to look at, and then to apply.</summary>
public sealed record RepairResponse : RepairSummary
{
    /// <summary>Visits that change, by booked start; those not named stay.</summary>
    public required IReadOnlyList<RepairChangeResponse> Changes { get; init; }

    /// <summary>Staff of other sites who work here for a day instead: applying it writes that into their shifts.</summary>
    public required IReadOnlyList<LentStaffResponse> LentStaff { get; init; }

    /// <summary>Affected visits that are under way and can't be moved.</summary>
    public required IReadOnlyList<Guid> UnderWay { get; init; }
}

/// <summary>One visit that a repair changes.</summary>
public sealed record RepairChangeResponse
{
    /// <summary>The appointment.</summary>
    public required Guid AppointmentId { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The course; null for a visit of its own.</summary>
    public required Guid? CourseId { get; init; }

    /// <summary>Visit kind.</summary>
    /// <example>treatment</example>
    public required string Kind { get; init; }

    /// <summary>Whether the payer has no unit for it where it is booked; `because` says why. It is moved to a date that has one, or, where there is none, gives its place back.</summary>
    public required bool WithoutUnit { get; init; }

    /// <summary>Whether it was left where it is when the repair was applied with `keepUncovered`.</summary>
    public required bool Kept { get; init; }

    /// <summary>What becomes of it.</summary>
    public required RepairStep Step { get; init; }

    /// <summary>Where it is booked, or was.</summary>
    public required RepairPlace Before { get; init; }

    /// <summary>Where it is to be; null when it needs a new time.</summary>
    public required RepairPlace? After { get; init; }

    /// <summary>The phase it counts in.</summary>
    /// <example>acute</example>
    public required string? Phase { get; init; }

    /// <summary>The phase it counted in.</summary>
    /// <example>acute</example>
    public required string? PhaseBefore { get; init; }

    /// <summary>Whether the patient must be told.</summary>
    public required bool MustBeTold { get; init; }

    /// <summary>What this change costs; a patient is counted with the first of theirs.</summary>
    public required RepairCost Cost { get; init; }

    /// <summary>Why it can't stay; empty for one that gives way, or only counts in another phase.</summary>
    public required IReadOnlyList<Conflict> Because { get; init; }

    /// <summary>Visits that it makes room for.</summary>
    public required IReadOnlyList<Guid> MakesRoomFor { get; init; }

    /// <summary>For a visit that needs a new time: what would do if the hour or the authorization gave way.</summary>
    public required IReadOnlyList<FittingPlace> Options { get; init; }
}

/// <summary>When a visit is, and what serves it.</summary>
/// <param name="Start">Start, with the site's offset.</param>
/// <param name="End">End, exclusive.</param>
/// <param name="LocalDate">Local date of the start.</param>
/// <param name="LocalTime">Local time of the start.</param>
/// <param name="Resources">Staff, device and room.</param>
public sealed record RepairPlace(DateTimeOffset Start, DateTimeOffset End, DateOnly LocalDate, TimeOnly LocalTime, IReadOnlyList<VisitResource> Resources);

/// <summary>Who has to be called about a repair.</summary>
/// <param name="Items">One entry a patient, by the time of their first visit concerned.</param>
/// <param name="Staff">Staff of other sites who have to hear that they work here that day.</param>
public sealed record CallList(IReadOnlyList<CallListEntry> Items, IReadOnlyList<LentStaffResponse> Staff);

/// <summary>Somebody of another site who works here for a day.</summary>
/// <param name="StaffId">The member of staff.</param>
/// <param name="Name" example="Kim Nguyen">Their name.</param>
/// <param name="Date">The local date.</param>
/// <param name="FromSiteId">The site of their shift that day.</param>
/// <param name="ToSiteId">The site at which they work instead.</param>
/// <param name="From" example="08:00">Start, local time of that site.</param>
/// <param name="Until" example="16:00">End, exclusive; 00:00 is the end of the day.</param>
public sealed record LentStaffResponse(Guid StaffId, string Name, DateOnly Date, Guid FromSiteId, Guid ToSiteId, TimeOnly From, TimeOnly Until);

/// <summary>A patient to be called, once.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Name" example="Jules Sample">Their name.</param>
/// <param name="Phone" example="+12125550100">Their phone, or the guardian's of a minor; null when none is known.</param>
/// <param name="Language" example="en">Language of messages.</param>
/// <param name="Visits">What they must be told, by booked time.</param>
public sealed record CallListEntry(Guid PatientId, string Name, string? Phone, string Language, IReadOnlyList<CallListVisit> Visits);

/// <summary>A visit that a patient must be told of.</summary>
/// <param name="AppointmentId">The appointment.</param>
/// <param name="Kind" example="treatment">Visit kind.</param>
/// <param name="OldStart">When it was, with the site's offset.</param>
/// <param name="NewStart">When it is to be; null when there is no time yet.</param>
public sealed record CallListVisit(Guid AppointmentId, string Kind, DateTimeOffset OldStart, DateTimeOffset? NewStart);
