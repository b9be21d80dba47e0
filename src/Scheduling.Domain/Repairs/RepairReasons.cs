using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Repairs;

/// <summary>What to tell about a visit that can't stay: why, and, where nothing was found, what would do if something gave way.</summary>
internal sealed class RepairReasons(RepairState state)
{
    private const int Most = 3;
    private readonly Dictionary<Guid, ClinicFacts> _facts = state.Request.Sites.ToDictionary(s => s.Site.Id, s => s);

    /// <summary>The rules that its own place breaks.</summary>
    internal IReadOnlyList<RuleViolation> Why(RepairNode node)
    {
        var visit = node.Visit;
        var found = VisitCheck.Check(_facts[visit.SiteId], node.Patient.Facts, new VisitToCheck
        {
            OwnerId = visit.Id,
            Kind = visit.Kind,
            Start = visit.Place.Start,
            Staff = visit.Place.Staff,
            DeviceId = visit.Place.DeviceId,
            RoomId = visit.Place.RoomId,
            CoilId = visit.Place.CoilId,
        }, visit.Context with { Phase = null, Others = [], CheckPatientWindows = visit.AskPatientAtOwnTime });
        return visit.WithoutUnit is { } reason ? [.. found, new RuleViolation(Rule.R19, reason, null, null)] : found;
    }

    /// <summary>Another hour than the patient's, or a day outside the authorization, nearest first.</summary>
    internal IReadOnlyList<FittingPlace> Of(RepairNode node)
    {
        // Where no unit is left, no place would do.
        if (node is { IsSession: true, Course.WithoutUnit: > 0 })
        {
            return [];
        }
        var budget = new SearchBudget(long.MaxValue);
        var places = new List<FittingPlace>();
        var grids = node.Board.Days.Grids;
        var free = new VisitClass(node.Board, node.Class.Patient, node.Class.Context with { CheckPatientWindows = false }, node.Visit.Kind, node.Class.ModelId, false, state.Request.EarliestMove);
        foreach (var day in Enumerable.Range(0, grids.Length).OrderBy(d => Math.Abs(d - node.Own.Day)).ThenBy(d => d))
        {
            if (places.Count == Most)
            {
                break;
            }
            var covered = !node.IsSession || node.Course!.Covers(grids[day].Date);
            var asked = node.Class.Starts(day, stay: false, budget);
            var (give, masks) = !covered ? ("outside_authorization", asked) : ("other_hour", free.Starts(day, stay: false, budget));
            var step = grids[day].Nearest(SlotMask.AndNot(masks.Any, covered ? asked.Any : default), node.OwnWall);
            if (step >= 0)
            {
                var start = _facts[node.Visit.SiteId].Site.Clock.ToLocal(grids[day].At(step));
                places.Add(new FittingPlace(give, node.Visit.SiteId, start, start.AddMinutes(node.Visit.Kind.Minutes)));
            }
        }
        return places;
    }
}
