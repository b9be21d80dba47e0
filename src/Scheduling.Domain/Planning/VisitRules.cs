using System.Runtime.InteropServices;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Planning;

/// <summary>The rules R1-R5 as questions with a yes or a no. The planner's bit sets and <see cref="VisitCheck"/> both ask here.</summary>
public static class VisitRules
{
    /// <summary>The kind of credential that lets a person operate a device model.</summary>
    public const string OperatorCredential = "operator";

    /// <summary>R3: whether the person may operate the model on a local date. The last day of validity is included.</summary>
    public static bool MayOperate(StaffFacts person, Guid modelId, DateOnly localDate) =>
        person.Credentials.Any(c => c.Kind == OperatorCredential && c.DeviceModelId == modelId && IsValid(c, localDate));

    /// <summary>Whether the person holds a credential of a kind on a local date, for any model or none.</summary>
    public static bool Holds(StaffFacts person, string kind, DateOnly localDate) => person.Credentials.Any(c => c.Kind == kind && IsValid(c, localDate));

    /// <summary>R3: whether a credential is valid on a local date; both ends included.</summary>
    public static bool IsValid(Credential credential, DateOnly localDate) =>
        credential.ValidFrom <= localDate && (credential.ValidUntil is not { } until || localDate <= until);

    /// <summary>R3: whether the device's model is cleared for capability, indication and age. An unknown age meets only clearances without an age range.</summary>
    public static bool IsCleared(DeviceFacts device, string capability, string indication, int? age) =>
        device.Clearances.Any(c => c.Capability == capability && c.Indication == indication && AgeFits(c, age));

    /// <summary>Completed years on a date; someone born on 29 February has a birthday on 1 March in other years.</summary>
    public static int? AgeOn(DateOnly? bornOn, DateOnly date)
    {
        if (bornOn is not { } born)
        {
            return null;
        }
        var years = date.Year - born.Year;
        return (date.Month, date.Day).CompareTo((born.Month, born.Day)) < 0 ? years - 1 : years;
    }

    /// <summary>R5: the site's opening hours on a local date as instants; nothing on a holiday. Closures are not taken off.</summary>
    public static IReadOnlyList<TimeRange> OpenOn(SiteFacts site, DateOnly localDate) => site.Holidays.Contains(localDate)
        ? []
        : WeeklyWindow.Expand(site.OpeningHours, site.Clock, localDate, localDate);

    /// <summary>R5: the person's shifts at a site in one of the modes, joined.</summary>
    public static IReadOnlyList<TimeRange> OnShift(StaffFacts person, Guid siteId, IReadOnlyList<PresenceMode> modes) =>
        TimeRange.Union(person.Shifts.Where(s => s.SiteId == siteId && modes.Contains(s.Mode)).Select(s => s.Range));

    /// <summary>R5: whether a range lies wholly in the person's joined shifts at a site in one of the modes.</summary>
    public static bool IsOnShift(StaffFacts person, Guid siteId, IReadOnlyList<PresenceMode> modes, TimeRange range)
    {
        var shares = false;
        for (var i = 0; i < person.Shifts.Count; i++)
        {
            var shift = person.Shifts[i];
            if (shift.Range.Overlaps(range) && shift.SiteId == siteId && modes.Contains(shift.Mode))
            {
                if (shift.Range.Contains(range))
                {
                    return true;
                }
                shares = true;
            }
        }
        // Two shifts that touch may hold it together.
        return shares && OnShift(person, siteId, modes).Any(s => s.Contains(range));
    }

    /// <summary>Whether a person may fill a role in a segment on a local date, time left aside (R3, R4).</summary>
    public static bool MayFill(StaffFacts person, VisitSegment segment, DateOnly localDate) =>
        segment.Role is { } role && person.Roles.Contains(role) && segment.Credentials.All(c => Holds(person, c, localDate));

    /// <summary>R1: the lowest lane without an overlapping taking, or null.</summary>
    /// <param name="lanes">Lanes of the resource.</param>
    /// <param name="taken">Its takings.</param>
    /// <param name="range">What is to be taken.</param>
    /// <param name="ignored">Owners whose takings don't count.</param>
    public static int? FreeLane(int lanes, IReadOnlyList<Occupation> taken, TimeRange range, IReadOnlyCollection<Guid>? ignored = null)
    {
        for (var lane = 0; lane < lanes; lane++)
        {
            if (!IsTaken(lane, taken, range, ignored))
            {
                return lane;
            }
        }
        return null;
    }

    /// <summary>The taking that begins first of those that overlap a range, of equal ones that of the lowest lane; null when none does.</summary>
    /// <param name="taken">The takings of a resource, of all its lanes.</param>
    /// <param name="range">What is to be taken.</param>
    /// <param name="ignored">Owners whose takings don't count.</param>
    public static TimeRange? FirstTaken(IReadOnlyList<Occupation> taken, TimeRange range, IReadOnlyCollection<Guid> ignored)
    {
        Occupation? first = null;
        foreach (ref readonly var occupation in Span(taken))
        {
            if (occupation.Range.Overlaps(range) && !ignored.Contains(occupation.OwnerId)
                && (first is not { } known || (occupation.Range.From, occupation.Lane).CompareTo((known.Range.From, known.Lane)) < 0))
            {
                first = occupation;
            }
        }
        return first?.Range;
    }

    // A resource has a thousand takings and more, and a plan asks hundreds of times.
    private static ReadOnlySpan<Occupation> Span(IReadOnlyList<Occupation> taken) => taken switch
    {
        Occupation[] array => array,
        List<Occupation> list => CollectionsMarshal.AsSpan(list),
        _ => taken.ToArray(),
    };

    private static bool IsTaken(int lane, IReadOnlyList<Occupation> taken, TimeRange range, IReadOnlyCollection<Guid>? ignored)
    {
        foreach (ref readonly var occupation in Span(taken))
        {
            if (occupation.Range.Overlaps(range) && occupation.Lane == lane && ignored?.Contains(occupation.OwnerId) != true)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>R4: whether the person can take on one more visit in a range: never more than the rule's number at once.</summary>
    public static bool CanSupervise(StaffFacts person, SupervisionRule rule, TimeRange range, IReadOnlyCollection<Guid>? ignored = null)
    {
        var overlapping = person.Supervising.Where(s => s.Range.Overlaps(range) && ignored?.Contains(s.OwnerId) != true).Select(s => s.Range).ToList();
        // The number at once only rises where a visit begins.
        return overlapping.Select(r => r.From > range.From ? r.From : range.From)
            .All(at => overlapping.Count(r => r.Contains(at)) < rule.MaxAtOnce) && rule.MaxAtOnce > 0;
    }

    private static bool AgeFits(Clearance clearance, int? age) =>
        (clearance.MinAge is null || age >= clearance.MinAge) && (clearance.MaxAge is null || age <= clearance.MaxAge);
}
