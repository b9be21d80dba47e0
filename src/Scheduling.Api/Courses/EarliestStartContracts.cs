using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Courses;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Courses;

/// <summary>Which course, at which sites and when in the day.</summary>
public sealed record EarliestStartRequest
{
    /// <summary>The protocol, for somebody who has no course yet. Either this or `courseId`.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000003</example>
    public Guid? ProtocolId { get; init; }

    /// <summary>Number of its version; leave it out for the newest.</summary>
    /// <example>1</example>
    [Range(1, 10_000)]
    public int? ProtocolVersion { get; init; }

    /// <summary>The course whose owed sessions are asked about: its protocol, patient, coverage and device model count.</summary>
    /// <example>null</example>
    public Guid? CourseId { get; init; }

    /// <summary>Sessions by phase, with `protocolId`; phases left out keep its default.</summary>
    [MaxLength(20)]
    public IReadOnlyList<PhaseTargetContract> Targets { get; init; } = [];

    /// <summary>The indication, with `protocolId`, for clearances; leave it out for the protocol's.</summary>
    /// <example>mdd</example>
    [StringLength(64, MinimumLength = 1)]
    public string? Indication { get; init; }

    /// <summary>The patient's age in years, with `protocolId`; without it devices cleared at some age count.</summary>
    /// <example>44</example>
    [Range(0, 130)]
    public int? Age { get; init; }

    /// <summary>The sites to compare; leave it out for all that have what the protocol needs.</summary>
    /// <example>null</example>
    [MinLength(1)]
    [MaxLength(50)]
    public IReadOnlyList<Guid>? SiteIds { get; init; }

    /// <summary>First local date on which a visit may lie.</summary>
    /// <example>2027-02-22</example>
    public required DateOnly StartOnOrAfter { get; init; }

    /// <summary>Last local date for the first treatment; leave it out for any.</summary>
    /// <example>null</example>
    public DateOnly? StartOnOrBefore { get; init; }

    /// <summary>Last local date of any visit, inclusive; leave it out for a horizon that follows from the protocol.</summary>
    /// <example>null</example>
    public DateOnly? EndOnOrBefore { get; init; }

    /// <summary>When the patient can come: visits lie wholly inside. Leave it out for any time, or the windows of the course's patient.</summary>
    [MaxLength(50)]
    public IReadOnlyList<WindowContract>? Windows { get; init; }

    /// <summary>Weekdays asked for; leave it out for any.</summary>
    /// <example>["monday","tuesday","wednesday","thursday","friday"]</example>
    [MaxLength(7)]
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>The times of day to compare: each day's first visit begins there. Leave it out for any time, mornings (until 12:00), afternoons (until 17:00) and evenings.</summary>
    [MinLength(1)]
    [MaxLength(24)]
    public IReadOnlyList<TimeOfDayContract>? Times { get; init; }

    internal EarliestStartQuestion ToQuestion()
    {
        if (ProtocolId is null == CourseId is null)
        {
            throw SchedulingException.Invalid(ProtocolId is null ? "/protocolId" : "/courseId", "either protocolId or courseId");
        }

        if (CourseId is not null && (ProtocolVersion is not null || Targets.Count > 0 || Indication is not null || Age is not null))
        {
            throw SchedulingException.Invalid("/courseId", "does not go with protocolVersion, targets, indication and age: the course has them");
        }

        if (StartOnOrBefore < StartOnOrAfter)
        {
            throw SchedulingException.Invalid("/startOnOrBefore", "must not be before startOnOrAfter");
        }

        if (EndOnOrBefore < StartOnOrAfter || EndOnOrBefore > StartOnOrAfter.AddDays(CourseTerms.LongestHorizonDays))
        {
            throw SchedulingException.Invalid("/endOnOrBefore", $"must be from startOnOrAfter to {CourseTerms.LongestHorizonDays} days later");
        }

        return new EarliestStartQuestion
        {
            ProtocolId = ProtocolId,
            ProtocolVersion = ProtocolVersion,
            CourseId = CourseId,
            Targets = [.. Targets.Select(t => new PhaseTarget(t.Phase, t.Sessions))],
            Indication = Indication,
            Age = Age,
            SiteIds = SiteIds,
            StartOnOrAfter = StartOnOrAfter,
            StartOnOrBefore = StartOnOrBefore,
            EndOnOrBefore = EndOnOrBefore,
            Windows = Windows is null ? null : [.. Windows.Select((w, i) => w.ToWindow($"/windows/{i}"))],
            Weekdays = Weekdays,
            Times = [.. (Times ?? TimeOfDayContract.Parts).Select((t, i) => t.ToTime($"/times/{i}")).Distinct()],
        };
    }
}

/// <summary>A part of the day in the site's wall time.</summary>
public sealed record TimeOfDayContract
{
    internal static readonly IReadOnlyList<TimeOfDayContract> Parts =
    [
        new() { From = TimeOnly.MinValue, Until = TimeOnly.MinValue },
        new() { From = TimeOnly.MinValue, Until = new TimeOnly(12, 0) },
        new() { From = new TimeOnly(12, 0), Until = new TimeOnly(17, 0) },
        new() { From = new TimeOnly(17, 0), Until = TimeOnly.MinValue },
    ];

    /// <summary>Local start, inclusive.</summary>
    /// <example>08:00</example>
    public required TimeOnly From { get; init; }

    /// <summary>Local end, exclusive; 00:00 is the end of the day.</summary>
    /// <example>12:00</example>
    public required TimeOnly Until { get; init; }

    internal TimeOfDay ToTime(string place)
    {
        var time = new TimeOfDay(From, Until);
        return time.IsValid ? time : throw SchedulingException.Invalid(place + "/until", "must be after from");
    }
}

/// <summary>When a whole course could begin, by site and time of day; as the load stands, with nothing kept.</summary>
public sealed record EarliestStartsResponse
{
    /// <summary>Last local date that was looked at.</summary>
    public required DateOnly LookedUntil { get; init; }

    /// <summary>One entry for each site and time of day: the earliest first, then the one that ends first, then the steadiest; those without a start last.</summary>
    public required IReadOnlyList<EarliestStartResponse> Starts { get; init; }
}

/// <summary>The first date on which a whole course fits at a site at a time of day.</summary>
public sealed record EarliestStartResponse
{
    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its name.</summary>
    public required string SiteName { get; init; }

    /// <summary>Each day's first visit begins in this part of the day.</summary>
    public required TimeOfDayContract Time { get; init; }

    /// <summary>Local date of the first visit; null when no whole course fits.</summary>
    public required DateOnly? StartsOn { get; init; }

    /// <summary>Local date of the first treatment: no whole course can begin its treatments earlier. Differs from `startsOn` where a visit comes before them.</summary>
    public required DateOnly? FirstTreatmentOn { get; init; }

    /// <summary>Local date of the last treatment: no whole course that begins on that day can end earlier.</summary>
    public required DateOnly? EndsOn { get; init; }

    /// <summary>The local time that the days' first treatments keep to best.</summary>
    public required TimeOnly? NominalTime { get; init; }

    /// <summary>How steadily they do.</summary>
    public required EarliestStartFigures? Figures { get; init; }

    /// <summary>The device model that would serve; null for protocols without a device.</summary>
    public required Guid? DeviceModelId { get; init; }
}

/// <summary>The course behind a start in figures.</summary>
/// <param name="TreatmentDays">Days with a treatment.</param>
/// <param name="GreatestMinutesOff">Greatest distance in minutes between a day's first treatment and the nominal time.</param>
/// <param name="MedianMinutesOff">Median of these distances.</param>
/// <param name="TotalMinutesOff">Their sum.</param>
public sealed record EarliestStartFigures(int TreatmentDays, int GreatestMinutesOff, int MedianMinutesOff, int TotalMinutesOff);
