using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Appointments;

/// <summary>What a visit takes of each resource.</summary>
public static class VisitTakes
{
    /// <summary>
    /// The exclusive intervals of a visit by resource: patient and room for the whole visit, device and staff for their segments with set-up and turnover.
    /// Intervals of one resource that touch or overlap are one.
    /// </summary>
    public static IReadOnlyList<ResourceInterval> Of(VisitToBook visit, Guid patientId)
    {
        List<ResourceInterval> takes = [new(patientId, new TimeRange(visit.Start, visit.End))];
        var segments = visit.Kind.Segments.Where(s => s.Exclusive)
            .Select(s => (Id: ResourceOf(s, visit), Range: s.Occupied(visit.Start)))
            .Where(x => x.Id is not null)
            .GroupBy(x => x.Id!.Value, x => x.Range);
        foreach (var resource in segments)
        {
            takes.AddRange(TimeRange.Union(resource).Select(range => new ResourceInterval(resource.Key, range)));
        }

        return takes;
    }

    private static Guid? ResourceOf(VisitSegment segment, VisitToBook visit) => segment.Kind switch
    {
        SegmentKind.Room => visit.RoomId,
        SegmentKind.Device => visit.DeviceId,
        _ => visit.Staff.TryGetValue(segment.Role!.Value, out var person) ? person : null,
    };
}

/// <summary>An interval wanted of one resource.</summary>
/// <param name="ResourceId">The resource.</param>
/// <param name="Range">Set-up and turnover included.</param>
public readonly record struct ResourceInterval(Guid ResourceId, TimeRange Range);
