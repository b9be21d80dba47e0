using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Courses;
using Scheduling.Application.Admissions;
using Scheduling.Application.Courses;
using Scheduling.Domain.Admissions;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Admissions;

/// <summary>A waiting list to be admitted as a whole.</summary>
public sealed record PlanAdmissionRequest
{
    /// <summary>Who waits, in the order of coming. Leave it out for all courses of `siteIds` that may be booked and have nothing booked.</summary>
    [MinLength(1)]
    [MaxLength(AdmissionQueue.MostCourses)]
    public IReadOnlyList<AdmissionCourseContract>? Courses { get; init; }

    /// <summary>Without `courses`: the sites whose waiting courses are meant; leave it out for all.</summary>
    /// <example>null</example>
    [MinLength(1)]
    [MaxLength(50)]
    public IReadOnlyList<Guid>? SiteIds { get; init; }

    /// <summary>First local date on which a visit may lie, for courses that say nothing else.</summary>
    /// <example>2027-02-22</example>
    public required DateOnly StartOnOrAfter { get; init; }

    /// <summary>The horizon: last local date of any visit, inclusive; leave it out for one that follows from each protocol.</summary>
    /// <example>null</example>
    public DateOnly? EndOnOrBefore { get; init; }

    /// <summary>Seed of the search's chances.</summary>
    /// <example>1</example>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    /// <summary>How long the search may take, in seconds. It ends sooner when it can't get better.</summary>
    /// <example>30</example>
    [Range(1, 300)]
    public int Seconds { get; init; } = 30;

    internal AdmissionQuestion ToQuestion()
    {
        if (Courses is not null && SiteIds is not null)
        {
            throw SchedulingException.Invalid("/siteIds", "does not go with courses");
        }

        var repeated = (Courses ?? []).Select((c, i) => (c.CourseId, Index: i)).GroupBy(c => c.CourseId).FirstOrDefault(g => g.Count() > 1);
        if (repeated is not null)
        {
            throw SchedulingException.Invalid($"/courses/{repeated.Last().Index}/courseId", "stands in the list already");
        }

        RequireHorizon(StartOnOrAfter, "/endOnOrBefore");
        return new AdmissionQuestion
        {
            Courses = [.. (Courses ?? []).Select((c, i) => ToCourse(c, i))],
            EndOnOrBefore = EndOnOrBefore,
            Seed = Seed,
            Seconds = Seconds,
        };
    }

    internal AdmissionCourse ToCourse(Guid id) => new() { CourseId = id, StartOnOrAfter = StartOnOrAfter };

    private AdmissionCourse ToCourse(AdmissionCourseContract course, int index)
    {
        var from = course.StartOnOrAfter ?? StartOnOrAfter;
        RequireHorizon(from, $"/courses/{index}/startOnOrAfter");
        return new AdmissionCourse
        {
            CourseId = course.CourseId,
            StartOnOrAfter = from,
            StartOnOrBefore = course.StartOnOrBefore < from ? throw SchedulingException.Invalid($"/courses/{index}/startOnOrBefore", "must not be before startOnOrAfter") : course.StartOnOrBefore,
            PreferredTime = course.PreferredTime,
            Windows = course.Windows is null ? null : [.. course.Windows.Select((w, i) => w.ToWindow($"/courses/{index}/windows/{i}"))],
            Weekdays = course.Weekdays,
            Priority = course.Priority,
        };
    }

    private void RequireHorizon(DateOnly from, string pointer)
    {
        if (EndOnOrBefore < from || EndOnOrBefore > from.AddDays(CourseTerms.LongestHorizonDays))
        {
            throw SchedulingException.Invalid(pointer, $"the horizon must end from the first date to {CourseTerms.LongestHorizonDays} days later");
        }
    }
}

/// <summary>A course that waits.</summary>
public sealed record AdmissionCourseContract
{
    /// <summary>The course. It may be booked and has nothing booked; it is placed at its home site.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000010</example>
    public required Guid CourseId { get; init; }

    /// <summary>First local date on which a visit may lie; leave it out for the list's.</summary>
    /// <example>2027-02-22</example>
    public DateOnly? StartOnOrAfter { get; init; }

    /// <summary>Last local date for the first treatment; leave it out for any.</summary>
    /// <example>null</example>
    public DateOnly? StartOnOrBefore { get; init; }

    /// <summary>Preferred local start; leave it out for the course's.</summary>
    /// <example>09:00</example>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>When the patient can come, in place of the patient's own windows.</summary>
    [MaxLength(50)]
    public IReadOnlyList<WindowContract>? Windows { get; init; }

    /// <summary>Weekdays asked for; leave it out for any.</summary>
    /// <example>[]</example>
    [MaxLength(7)]
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Weight of its costs; leave it out for the course's.</summary>
    /// <example>null</example>
    [Range(0.1, 100)]
    public decimal? Priority { get; init; }
}

/// <summary>What to book of an admission.</summary>
public sealed record ApplyAdmissionRequest
{
    /// <summary>The courses to book; leave it out for all that are admitted and not booked from it yet.</summary>
    /// <example>null</example>
    [MinLength(1)]
    [MaxLength(AdmissionQueue.MostCourses)]
    public IReadOnlyList<Guid>? Courses { get; init; }
}

/// <summary>What else to show of an admission.</summary>
public enum AdmissionInclude
{
    /// <summary>The proposed visits of each course.</summary>
    Sessions,
}

/// <summary>A batch admission in a list.</summary>
public record AdmissionSummary
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000013</example>
    public required Guid Id { get; init; }

    /// <summary>Its version, as `If-Match` wants it. How far the search is changes without it.</summary>
    /// <example>"3"</example>
    public required string Etag { get; init; }

    /// <summary>`queued`, `running`, `done`, `cancelled` (with what was found by then, if anything) or `failed`.</summary>
    public required AdmissionState Status { get; init; }

    /// <summary>How far the search is, 0 to 100.</summary>
    public required int Percent { get; init; }

    /// <summary>Courses that the best plan so far admits.</summary>
    public required int Admitted { get; init; }

    /// <summary>Cost of the best plan so far: the sum of its courses' scores and of the prices of those not admitted (300 a session times priority).</summary>
    public required decimal? Cost { get; init; }

    /// <summary>No plan costs less.</summary>
    public required decimal? Bound { get; init; }

    /// <summary>(cost - bound) / bound: how much dearer the plan is at most than the best; 1 where the bound is 0 and the cost is not.</summary>
    public required decimal? Gap { get; init; }

    /// <summary>What first come, first served would cost, each at its best place; null until the search has ended.</summary>
    public required decimal? FirstComeCost { get; init; }

    /// <summary>Why it failed.</summary>
    public required string? Failure { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a worker began it.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>The courses that were booked as proposed.</summary>
    public required IReadOnlyList<Guid> AppliedCourseIds { get; init; }
}

/// <summary>A batch admission.</summary>
public sealed record AdmissionResponse : AdmissionSummary
{
    /// <summary>One decision for each course; empty until there is a plan.</summary>
    public required IReadOnlyList<AdmissionDecisionResponse> Courses { get; init; }
}

/// <summary>What an admission proposes for a course.</summary>
public sealed record AdmissionDecisionResponse
{
    /// <summary>The course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>Whether it is admitted.</summary>
    public required bool Admitted { get; init; }

    /// <summary>Its score, or the price of not being admitted; null when it was not looked at.</summary>
    public required decimal? Cost { get; init; }

    /// <summary>Why not: `fits_nowhere`, `no_place_left`, `too_dear`, or why it was not looked at (`wrong_state`).</summary>
    public required string? WhyNot { get; init; }

    /// <summary>The same in words, when it was not looked at.</summary>
    public required string? Detail { get; init; }

    /// <summary>Its site, when admitted.</summary>
    public required Guid? SiteId { get; init; }

    /// <summary>Local date of the first visit.</summary>
    public required DateOnly? StartsOn { get; init; }

    /// <summary>Local date of the last visit.</summary>
    public required DateOnly? EndsOn { get; init; }

    /// <summary>The local time its visits keep to.</summary>
    public required TimeOnly? NominalTime { get; init; }

    /// <summary>What its score is made of.</summary>
    public required PlanTerms? Terms { get; init; }

    /// <summary>Its place in figures.</summary>
    public required PlanFigures? Figures { get; init; }

    /// <summary>Its visits, with `include=sessions`.</summary>
    public required IReadOnlyList<PlannedSessionResponse>? Sessions { get; init; }
}

/// <summary>What was booked of an admission.</summary>
/// <param name="Id">The admission.</param>
/// <param name="Etag">Its version now.</param>
/// <param name="Booked">The courses, with how many visits each.</param>
public sealed record AppliedAdmissionResponse(Guid Id, string Etag, IReadOnlyList<AppliedCourse> Booked);

/// <summary>A course that was booked.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="Appointments">How many visits.</param>
/// <param name="StartsOn">Local date of the first.</param>
/// <param name="EndsOn">Local date of the last.</param>
public sealed record AppliedCourse(Guid CourseId, int Appointments, DateOnly StartsOn, DateOnly EndsOn);
