namespace Scheduling.Domain.Intakes;

/// <summary>How many intakes come how far, and how long each step takes.</summary>
public static class IntakeFlow
{
    /// <summary>The steps, in their order.</summary>
    public static IReadOnlyList<IntakeState> Steps { get; } = [IntakeState.Referred, IntakeState.BenefitsChecked, IntakeState.ConsultBooked, IntakeState.Ordered, IntakeState.Course];

    /// <summary>One row for each step, in order.</summary>
    /// <param name="intakes">Every state that each of them was in, oldest first; the last is the present one.</param>
    public static IReadOnlyList<IntakeFlowRow> Of(IReadOnlyCollection<IReadOnlyList<IntakeStay>> intakes) => [.. Steps.Select(step => RowOf(step, intakes))];

    private static IntakeFlowRow RowOf(IntakeState step, IReadOnlyCollection<IReadOnlyList<IntakeStay>> intakes)
    {
        // A step that was left out counts as reached by those who came further.
        var reached = intakes.Count(i => i.Any(s => s.State >= step && s.State <= IntakeState.Course));
        var left = intakes.SelectMany(i => i.Zip(i.Skip(1))).Where(p => p.First.State == step).ToList();
        List<int> days = [.. left.Select(p => p.Second.On.DayNumber - p.First.On.DayNumber).Order()];
        return new IntakeFlowRow(
            step,
            reached,
            intakes.Count == 0 ? null : Math.Round(100m * reached / intakes.Count, 1, MidpointRounding.AwayFromZero),
            step == IntakeState.Course ? 0 : intakes.Count(i => i[^1].State == step),
            left.Count(p => p.Second.State == IntakeState.Declined),
            left.Count(p => p.Second.State == IntakeState.Lost),
            days.Count,
            days.Count == 0 ? null : Math.Round((decimal)days.Sum() / days.Count, 1, MidpointRounding.AwayFromZero),
            days.Count == 0 ? null : (days[(days.Count - 1) / 2] + days[days.Count / 2]) / 2m,
            days.Count == 0 ? null : days[^1]);
    }
}
