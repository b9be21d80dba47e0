using Scheduling.Domain.Intakes;

namespace Scheduling.Domain.Tests.Intakes;

/// <summary>The states of domain.md, every state by every action.</summary>
public sealed class IntakeTransitionsTests
{
    // One line a state: what may happen, and what comes of it; ? is as far as the facts go.
    private const string Table = """
        referred: check_benefits>benefits_checked book_consult>consult_booked order>ordered decline>declined lose>lost
        benefits_checked: check_benefits>benefits_checked book_consult>consult_booked order>ordered decline>declined lose>lost
        consult_booked: check_benefits>consult_booked lose_consult>? order>ordered decline>declined lose>lost
        ordered: check_benefits>ordered order>ordered open_course>course decline>declined lose>lost
        course:
        declined: reopen>?
        lost: reopen>?
        """;

    private static readonly DateTimeOffset At = new(2027, 2, 22, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_ForEveryStateAndAction_IsTheTable()
    {
        var expected = Table.Split('\n').Select(l => l.Split(':')).SelectMany(l => l[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('>')).Select(e => (From: l[0], Action: e[0], To: e[1])))
            .ToDictionary(e => (e.From, e.Action), e => e.To);
        foreach (var state in Enum.GetValues<IntakeState>())
        {
            foreach (var action in Enum.GetValues<IntakeAction>())
            {
                var wanted = expected.GetValueOrDefault((Word(state), Word(action)));
                Assert.Equal(wanted is not null, IntakeTransitions.May(state, action));
                var next = IntakeTransitions.Next(New(state), action) is { } to ? Word(to) : null;
                Assert.True((wanted == "?" ? "referred" : wanted) == next, $"{state}, {action}: {next}");
                Assert.Equal(wanted is not null && action != IntakeAction.LoseConsult, IntakeTransitions.Possible(state).Contains(action));
            }
        }

        Assert.Equal(expected.Count, IntakeTransitions.Table.Count);
    }

    [Theory]
    [InlineData(false, false, false, false, IntakeState.Referred)]
    [InlineData(true, false, false, false, IntakeState.BenefitsChecked)]
    [InlineData(false, true, false, false, IntakeState.ConsultBooked)]
    [InlineData(true, true, true, false, IntakeState.BenefitsChecked)]
    [InlineData(false, true, true, false, IntakeState.Referred)]
    [InlineData(true, true, true, true, IntakeState.Ordered)]
    public void AsFarAs_OfWhatIsOnFile_IsTheFurthestThatStands(bool benefits, bool consult, bool consultLost, bool ordered, IntakeState expected)
    {
        var intake = New(IntakeState.Declined);
        intake.Benefits = benefits ? new BenefitsCheck(true, true, null, new DateOnly(2027, 2, 22), At, null) : null;
        (intake.ConsultId, intake.ConsultLostAt) = (consult ? Guid.CreateVersion7() : null, consultLost ? At : null);
        intake.Order = ordered ? new IntakeOrder(Guid.CreateVersion7(), Guid.CreateVersion7(), 1, [], "mdd", false, false, null, "Ordered.", "dr-lee", At) : null;

        Assert.Equal(expected, IntakeTransitions.AsFarAs(intake));
        Assert.Equal(expected, IntakeTransitions.Next(intake, IntakeAction.Reopen));
    }

    [Fact]
    public void Enter_TheSameState_BeginsNoNewStep()
    {
        var intake = New(IntakeState.Referred);
        intake.Enter(IntakeState.Referred, At.AddDays(1), null);
        intake.Enter(IntakeState.Lost, At.AddDays(2), "front-desk-1", "no_answer");

        Assert.Equal((2, IntakeState.Lost, At.AddDays(2)), (intake.Steps.Count, intake.State, intake.StepSince));
        Assert.Equal(("front-desk-1", "no_answer"), (intake.Steps[1].By, intake.Steps[1].Reason));
    }

    internal static Intake New(IntakeState state)
    {
        var intake = new Intake { Referral = new Referral("self", null, []), CreatedAt = At, CoverageSince = At };
        intake.Enter(state, At, null);
        return intake;
    }

    private static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
