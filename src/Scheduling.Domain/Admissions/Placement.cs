using Scheduling.Domain.Planning;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Admissions;

/// <summary>A course placed with everything it takes.</summary>
/// <param name="Course">Its days and starts; null where only P1 knows them.</param>
/// <param name="Cost">Its price, changes included, in thousandths times priority.</param>
/// <param name="Visits">What each visit takes, the patient left aside.</param>
/// <param name="Option">P1's option, for one that P1 placed.</param>
internal sealed record Placement(PricedCourse? Course, double Cost, IReadOnlyList<IReadOnlyList<PlannedTake>> Visits, PlanOption? Option)
{
    /// <summary>A placement by P1.</summary>
    internal static Placement Of(PlanOption option, PricedCourse? course) => new(
        course, (double)(option.Score * 1000), [.. option.Sessions.Select(s => s.Takes.Where(t => t.Resource.Kind != ResourceRefKind.Patient).ToList())], option);

    /// <summary>Whether a take keeps others away: it holds a lane, or counts among the visits supervised at once.</summary>
    internal static bool Counts(PlannedTake take) => take.Exclusive || take.Role == StaffRole.Supervisor;
}
