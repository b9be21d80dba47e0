namespace Scheduling.Domain.Repairs;

/// <summary>Writes down what a search found as a diff.</summary>
internal sealed class RepairWriter(RepairState state, RepairReasons options)
{
    internal RepairPlan Write(RepairCost bound, bool proven)
    {
        var phases = state.Courses.SelectMany(c => c.Phases()).ToDictionary(p => p.Key, p => p.Value);
        var changed = state.Nodes.Where(n => n.Seat is not { } seat || seat.Cost != RepairCost.Zero || PhaseOf(n, phases) != n.Visit.Phase)
            .OrderBy(n => n.Own.Range.From).ThenBy(n => n.Visit.Id).ToList();
        var told = new HashSet<PatientNode>();
        var affected = changed.Where(n => n.Visit.Affected).ToList();
        var cost = state.Cost;
        return new RepairPlan
        {
            Changes = [.. changed.Select(n => Change(n, PhaseOf(n, phases), told, affected))],
            Cost = cost,
            Bound = proven ? cost : bound < cost ? bound : cost,
            Proven = proven || bound == cost,
        };
    }

    private RepairChange Change(RepairNode node, string? phase, HashSet<PatientNode> told, List<RepairNode> affected)
    {
        var cost = node.Seat?.Cost ?? node.LostCost;
        if (cost.Lost + cost.Moved > 0 && told.Add(node.Patient))
        {
            cost = cost with { Told = 1 };
        }
        return new RepairChange
        {
            VisitId = node.Visit.Id,
            Step = StepOf(node),
            Before = node.Visit.Place,
            After = node.Seat?.Place,
            Phase = phase,
            Cost = cost,
            Because = node.Visit.Affected ? options.Why(node) : [],
            MakesRoomFor = node.Visit.Affected || cost == RepairCost.Zero ? [] : [.. affected.Where(a => Needs(a, node)).Select(a => a.Visit.Id)],
            Options = node.IsLost ? options.Of(node) : [],
        };
    }

    private static RepairStep StepOf(RepairNode node) => node.Seat is not { } seat ? RepairStep.NeedsNewTime
        : seat.Cost == RepairCost.Zero ? RepairStep.OtherPhase
        : seat.Range.From == node.Own.Range.From ? node.Visit.HasNoPlace ? RepairStep.Restored : RepairStep.OtherResources
        : seat.Date == node.Own.Date ? RepairStep.SameDay
        : node.IsSession && seat.Date > node.Course!.LastOfPhase(node) ? RepairStep.MakeUp
        : RepairStep.OtherDay;

    private static string? PhaseOf(RepairNode node, Dictionary<RepairNode, string> phases) => phases.GetValueOrDefault(node, node.Visit.Phase!);

    private static bool Needs(RepairNode affected, RepairNode other) => affected.Seat is { } seat
        && ((affected.Course is not null && affected.Course == other.Course)
            || seat.Takes.Any(t => other.Own.Takes.Any(o => o.ResourceId == t.ResourceId && o.Range.Overlaps(t.Range)))
            || (affected.Patient == other.Patient && seat.Range.Overlaps(other.Own.Range)));
}
