using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Reports;

/// <summary>Minutes that one whole course takes of each thing it needs, set-up and turnover included.</summary>
public sealed record CourseDemand
{
    /// <summary>Of devices.</summary>
    public required int DeviceMinutes { get; init; }

    /// <summary>Of rooms.</summary>
    public required int RoomMinutes { get; init; }

    /// <summary>Of people by role, in order of the roles; only segments that take a person for themselves.</summary>
    public required IReadOnlyDictionary<StaffRole, int> RoleMinutes { get; init; }

    /// <summary>The demand of a protocol at its default number of sessions: its prerequisite visit, one initial visit, and treatments for the rest.</summary>
    public static CourseDemand Of(ProtocolDefinition protocol)
    {
        var treatments = protocol.Phases.Sum(p => p.DefaultSessions) - 1;
        List<(string? Kind, int Times)> visits = [(protocol.Prerequisite?.Kind, 1), (protocol.InitialKind, 1), (protocol.TreatmentKind, Math.Max(0, treatments))];
        var taken = visits.Where(v => v.Kind is not null).SelectMany(v => protocol.Kind(v.Kind!)!.Segments.Select(s => (Segment: s, Minutes: v.Times * Occupied(s)))).ToList();
        return new CourseDemand
        {
            DeviceMinutes = taken.Where(t => t.Segment.Kind == SegmentKind.Device).Sum(t => t.Minutes),
            RoomMinutes = taken.Where(t => t.Segment.Kind == SegmentKind.Room).Sum(t => t.Minutes),
            RoleMinutes = new SortedDictionary<StaffRole, int>(taken.Where(t => t.Segment is { Kind: SegmentKind.Staff, Exclusive: true })
                .GroupBy(t => t.Segment.Role!.Value).ToDictionary(g => g.Key, g => g.Sum(t => t.Minutes))),
        };
    }

    /// <summary>Courses a week for which open minutes last, to one decimal and never rounded up; null where a course takes none.</summary>
    /// <param name="openMinutes">Open minutes of the days.</param>
    /// <param name="days">Days, all of them: closed ones too.</param>
    /// <param name="minutesPerCourse">What a course takes.</param>
    public static decimal? StartsPerWeek(int openMinutes, int days, int minutesPerCourse) =>
        minutesPerCourse == 0 ? null : (Math.Floor(70m * openMinutes / ((decimal)days * minutesPerCourse)) / 10) + 0.0m;

    private static int Occupied(VisitSegment segment) => segment.UntilMinute - segment.FromMinute + segment.SetupMinutes + segment.TurnoverMinutes;
}
