using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Courses;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Courses;

/// <summary>How complete a plan has to be (R7).</summary>
public enum PlanMode
{
    /// <summary>Whole, or not at all.</summary>
    Strict,

    /// <summary>Up to `maxShortfalls` sessions may stay without a place.</summary>
    Flexible,
}

/// <summary>What is asked of the planner.</summary>
public record PlanRequestFields
{
    /// <summary>First local date on which a visit may lie.</summary>
    /// <example>2027-02-22</example>
    public DateOnly? StartOnOrAfter { get; init; }

    /// <summary>Last local date, inclusive; leave it out for a horizon that follows from the protocol.</summary>
    /// <example>null</example>
    public DateOnly? EndOnOrBefore { get; init; }

    /// <summary>Preferred local start; leave it out for the course's.</summary>
    /// <example>09:00</example>
    public TimeOnly? PreferredTime { get; init; }

    /// <summary>When the patient can come, in place of the patient's own windows.</summary>
    [MaxLength(50)]
    public IReadOnlyList<WindowContract>? Windows { get; init; }

    /// <summary>Weekdays asked for; leave it out for any.</summary>
    /// <example>["monday","tuesday","wednesday","thursday","friday"]</example>
    [MaxLength(7)]
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Whether few changes of the operator matter more than usual.</summary>
    /// <example>false</example>
    public bool KeepStaff { get; init; }

    /// <summary>Sites that may serve the course, one for all of it; leave it out for its home site.</summary>
    /// <example>null</example>
    [MinLength(1)]
    [MaxLength(20)]
    public IReadOnlyList<Guid>? SiteIds { get; init; }

    /// <summary>`strict` (the default) or `flexible`.</summary>
    public PlanMode Mode { get; init; }

    /// <summary>Most sessions without a place, in flexible mode.</summary>
    /// <example>null</example>
    [Range(0, 200)]
    public int? MaxShortfalls { get; init; }

    /// <summary>Whether sessions outside the coverage's window or units are proposed with a warning; otherwise they are shortfalls.</summary>
    /// <example>false</example>
    public bool AllowOutsideAuthorization { get; init; }

    /// <summary>As the planner takes it.</summary>
    internal PlanQuestion ToQuestion(bool alternatives) => new()
    {
        StartOnOrAfter = StartOnOrAfter ?? throw Domain.Problems.SchedulingException.Invalid("/startOnOrAfter", "is required"),
        EndOnOrBefore = EndOnOrBefore is { } end && end < StartOnOrAfter
            ? throw Domain.Problems.SchedulingException.Invalid("/endOnOrBefore", "must not be before startOnOrAfter")
            : EndOnOrBefore is { } far && far > StartOnOrAfter.Value.AddDays(CourseTerms.LongestHorizonDays)
                ? throw Domain.Problems.SchedulingException.Invalid("/endOnOrBefore", $"must be within {CourseTerms.LongestHorizonDays} days of startOnOrAfter")
                : EndOnOrBefore,
        PreferredTime = PreferredTime,
        Windows = Windows is null ? null : [.. Windows.Select((w, i) => w.ToWindow($"/windows/{i}"))],
        Weekdays = Weekdays,
        KeepStaff = KeepStaff,
        SiteIds = SiteIds,
        MaxShortfalls = Mode == PlanMode.Strict ? 0 : MaxShortfalls ?? throw Domain.Problems.SchedulingException.Invalid("/maxShortfalls", "is required in flexible mode"),
        Alternatives = alternatives,
        AllowOutsideAuthorization = AllowOutsideAuthorization,
    };
}

/// <summary>A plan that is wanted, and a hold on one of its options.</summary>
public sealed record PlanCourseRequest : PlanRequestFields
{
    /// <summary>Whether further options are wanted beside the best.</summary>
    /// <example>true</example>
    public bool Alternatives { get; init; } = true;

    /// <summary>For how many minutes an option is held; leave it out for none.</summary>
    /// <example>15</example>
    [Range(1, Holds.LongestMinutes)]
    public int? HoldMinutes { get; init; }

    /// <summary>The option to hold; the first when left out.</summary>
    /// <example>1</example>
    [Range(1, 10)]
    public int? HoldOption { get; init; }
}

/// <summary>A weekly window of local time.</summary>
public sealed record WindowContract
{
    /// <summary>Weekday.</summary>
    /// <example>monday</example>
    public required DayOfWeek Day { get; init; }

    /// <summary>Local start, inclusive.</summary>
    /// <example>08:00</example>
    public required TimeOnly From { get; init; }

    /// <summary>Local end, exclusive; 00:00 is the end of the day.</summary>
    /// <example>17:00</example>
    public required TimeOnly Until { get; init; }

    internal WeeklyWindow ToWindow(string place)
    {
        var window = new WeeklyWindow(Day, From, Until);
        return window.IsValid ? window : throw Domain.Problems.SchedulingException.Invalid(place + "/until", "must be after from");
    }
}

/// <summary>What to book: an option of a plan, or the request itself.</summary>
public sealed record BookCourseRequest : PlanRequestFields
{
    /// <summary>The plan whose option is booked exactly as shown; leave it out to plan and book in one go.</summary>
    /// <example>null</example>
    public Guid? PlanId { get; init; }

    /// <summary>The option, with `planId`.</summary>
    /// <example>null</example>
    [Range(1, 10)]
    public int? Option { get; init; }

    /// <summary>Single sessions of the option that are to be elsewhere, with `planId`.</summary>
    [MaxLength(200)]
    public IReadOnlyList<SessionChangeContract> Changes { get; init; } = [];
}

/// <summary>One session that is to be elsewhere than shown.</summary>
public sealed record SessionChangeContract
{
    /// <summary>The session.</summary>
    /// <example>3</example>
    [Range(1, 1000)]
    public required int SessionNumber { get; init; }

    /// <summary>Its start instead.</summary>
    public required StartTime Start { get; init; }

    /// <summary>Resources asked for; what is left out is chosen.</summary>
    public ResourcesContract? Resources { get; init; }
}

/// <summary>Resources asked for; what is left out is chosen.</summary>
public sealed record ResourcesContract
{
    /// <summary>People by role.</summary>
    [MaxLength(10)]
    public IReadOnlyList<StaffInRoleContract> Staff { get; init; } = [];

    /// <summary>The device.</summary>
    /// <example>null</example>
    public Guid? DeviceId { get; init; }

    /// <summary>The room.</summary>
    /// <example>null</example>
    public Guid? RoomId { get; init; }

    internal Domain.Appointments.NamedResources ToResources(string pointer) => Staff.DistinctBy(s => s.Role).Count() == Staff.Count
        ? new(Staff.ToDictionary(s => s.Role, s => s.StaffId), DeviceId, RoomId)
        : throw Domain.Problems.SchedulingException.Invalid(pointer + "/staff", "names a role twice");
}

/// <summary>A person in a role.</summary>
public sealed record StaffInRoleContract
{
    /// <summary>The role.</summary>
    public required StaffRole Role { get; init; }

    /// <summary>The person.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000004</example>
    public required Guid StaffId { get; init; }
}
