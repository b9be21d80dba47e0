using Scheduling.Api.Http.Versions;
using Scheduling.Application.Appointments;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Appointments;

/// <summary>Where and when a visit is.</summary>
public sealed record VisitPlace
{
    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Start, with the site's offset.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Local date of the start.</summary>
    public required DateOnly LocalDate { get; init; }

    /// <summary>Local time of the start.</summary>
    public required TimeOnly LocalTime { get; init; }

    /// <summary>Its ordinal, which depends on the visits around it.</summary>
    /// <example>7</example>
    public required int? SessionNumber { get; init; }

    /// <summary>State.</summary>
    public required AppointmentState State { get; init; }

    /// <summary>Staff, device and room.</summary>
    public required IReadOnlyList<Application.Courses.VisitResource> Resources { get; init; }

    internal static VisitPlace Of(AppointmentResponse visit) => new()
    {
        SiteId = visit.SiteId,
        Start = visit.Start,
        End = visit.End,
        LocalDate = visit.LocalDate,
        LocalTime = visit.LocalTime,
        SessionNumber = visit.SessionNumber,
        State = visit.State,
        Resources = visit.Resources,
    };
}

/// <summary>A change to a visit, made or only looked at.</summary>
public sealed record VisitChangeResponse
{
    /// <summary>False for a dry run.</summary>
    /// <example>true</example>
    public required bool Applied { get; init; }

    /// <summary>What differs: `start`, `state`, `staff`, `device`, `room`, `sessionNumber`.</summary>
    /// <example>["start","staff"]</example>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>The visit named, as it was.</summary>
    public required VisitPlace Before { get; init; }

    /// <summary>As it is now, or would be.</summary>
    public required VisitPlace After { get; init; }

    /// <summary>The visit as it is stored now.</summary>
    public required AppointmentResponse Appointment { get; init; }

    /// <summary>Every visit that changes, in order of its time afterwards; of the scope `this` the visit named.</summary>
    public required IReadOnlyList<ChangedVisit> Visits { get; init; }

    /// <summary>Open visits in the scope that stay as they are: begun or under way, waiting for a new time, or at that place already.</summary>
    public required IReadOnlyList<Guid> Unchanged { get; init; }

    /// <summary>Of a dry run over several visits: everything that is in the way, by session. A change with conflicts is refused as a whole.</summary>
    public required IReadOnlyList<Conflict> Conflicts { get; init; }

    /// <summary>Times for a make-up, where asked for with a cancellation.</summary>
    public IReadOnlyList<FreeStartResponse>? MakeUpOptions { get; init; }

    /// <summary>The course as it stands now, or would; null for a visit of its own.</summary>
    public Application.Courses.CourseOutlook? Course { get; init; }

    private static readonly string[] Kinds = ["staff", "device", "room"];

    internal static VisitChangeResponse Of(AppointmentResponse before, AppointmentResponse after, bool applied) => new()
    {
        Applied = applied,
        Changes = [.. ChangesOf(before, after)],
        Before = VisitPlace.Of(before),
        After = VisitPlace.Of(after),
        Appointment = applied ? after : before,
        Visits = [ChangedVisit.Of(before, after, applied)],
        Unchanged = [],
        Conflicts = [],
    };

    internal static VisitChangeResponse Of(ScopedOutcome outcome, bool applied) => Of(outcome.Before, outcome.After, applied) with
    {
        Visits = [.. outcome.Visits.Select(v => ChangedVisit.Of(v.Before, v.After, applied))],
        Unchanged = outcome.Unchanged,
        Conflicts = outcome.Conflicts,
        Course = applied || outcome.Course is null ? outcome.Course : outcome.Course with { Etag = ETags.Of(outcome.VersionBefore) },
    };

    internal static IEnumerable<string> ChangesOf(AppointmentResponse before, AppointmentResponse after) => ChangesOf(before.Resources, after.Resources)
        .Prepend(before.State != after.State ? "state" : "")
        .Prepend(before.Start != after.Start ? "start" : "")
        .Append(before.SessionNumber != after.SessionNumber ? "sessionNumber" : "")
        .Where(c => c.Length > 0);

    internal static IEnumerable<string> ChangesOf(IReadOnlyList<Application.Courses.VisitResource> before, IReadOnlyList<Application.Courses.VisitResource> after) =>
        Kinds.Where(kind => !before.Where(r => r.Kind == kind).Select(r => (r.Role, r.Id)).ToHashSet().SetEquals(after.Where(r => r.Kind == kind).Select(r => (r.Role, r.Id))));
}

/// <summary>A visit that changes.</summary>
public sealed record ChangedVisit
{
    /// <summary>The visit.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000020</example>
    public required Guid AppointmentId { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>Its version as stored now.</summary>
    /// <example>"2"</example>
    public required string Etag { get; init; }

    /// <summary>What differs: `start`, `state`, `staff`, `device`, `room`, `sessionNumber`.</summary>
    /// <example>["start"]</example>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>As it was.</summary>
    public required VisitPlace Before { get; init; }

    /// <summary>As it is now, or would be.</summary>
    public required VisitPlace After { get; init; }

    internal static ChangedVisit Of(AppointmentResponse before, AppointmentResponse after, bool applied) => new()
    {
        AppointmentId = after.Id,
        PatientId = after.PatientId,
        Etag = applied ? after.Etag : before.Etag,
        Changes = [.. VisitChangeResponse.ChangesOf(before, after)],
        Before = VisitPlace.Of(before),
        After = VisitPlace.Of(after),
    };
}
