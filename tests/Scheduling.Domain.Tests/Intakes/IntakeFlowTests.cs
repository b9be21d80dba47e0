using Scheduling.Domain.Intakes;

namespace Scheduling.Domain.Tests.Intakes;

public sealed class IntakeFlowTests
{
    [Fact]
    public void Of_NoIntakes_IsFiveRowsOfNothing()
    {
        var rows = IntakeFlow.Of([]);

        Assert.Equal(IntakeFlow.Steps, rows.Select(r => r.Step));
        Assert.All(rows, r => Assert.Equal((0, null, 0, null), (r.Reached, r.ReachedPercent, r.Left, r.MeanDays)));
    }

    [Fact]
    public void Of_ThreeIntakes_CountsStepsLeftOutAsReached_AndDaysOfEveryStay()
    {
        var rows = IntakeFlow.Of(
        [
            // Straight through, without a benefits check: 2 days, 5 days, 1 day.
            Stays((IntakeState.Referred, 1), (IntakeState.ConsultBooked, 3), (IntakeState.Ordered, 8), (IntakeState.Course, 9)),
            // Its consult was missed: back, and given up. Referred for 0 and 10 days, booked for 4.
            Stays((IntakeState.Referred, 1), (IntakeState.ConsultBooked, 1), (IntakeState.Referred, 5), (IntakeState.Lost, 15)),
            Stays((IntakeState.Referred, 2), (IntakeState.BenefitsChecked, 5)),
        ]);

        Assert.Equal("Referred 3 100.0 0 0 1 4 3.8 2.5 10", Text(rows[0]));
        Assert.Equal("BenefitsChecked 3 100.0 1 0 0 0 - - -", Text(rows[1]));
        Assert.Equal("ConsultBooked 2 66.7 0 0 0 2 4.5 4.5 5", Text(rows[2]));
        Assert.Equal("Ordered 1 33.3 0 0 0 1 1.0 1 1", Text(rows[3]));
        Assert.Equal("Course 1 33.3 0 0 0 0 - - -", Text(rows[4]));
    }

    private static IReadOnlyList<IntakeStay> Stays(params (IntakeState State, int Day)[] stays) => [.. stays.Select(s => new IntakeStay(s.State, new DateOnly(2027, 2, s.Day)))];

    private static string Text(IntakeFlowRow r) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{r.Step} {r.Reached} {r.ReachedPercent:0.0} {r.Waiting} {r.Declined} {r.Lost} {r.Left} {(r.MeanDays is { } mean ? mean.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) : "-")} {(r.MedianDays is { } median ? median.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) : "-")} {(r.LongestDays is { } longest ? longest.ToString(System.Globalization.CultureInfo.InvariantCulture) : "-")}");
}
