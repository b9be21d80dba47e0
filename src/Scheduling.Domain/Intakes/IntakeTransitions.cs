using static Scheduling.Domain.Intakes.IntakeAction;
using static Scheduling.Domain.Intakes.IntakeState;

namespace Scheduling.Domain.Intakes;

/// <summary>
/// The one table of what may happen to an intake in which state. What isn't in it is refused. A step may be left out: who pays themselves needs no benefits
/// check, and a prescriber may order for somebody they know without a consult; what is missing is listed all the same.
/// </summary>
public static class IntakeTransitions
{
    /// <summary>Every row.</summary>
    public static IReadOnlyList<IntakeTransition> Table { get; } =
    [
        new(Referred, CheckBenefits, BenefitsChecked),
        new(Referred, BookConsult, ConsultBooked),
        new(Referred, IntakeAction.Order, Ordered),
        .. Ending(Referred),

        new(BenefitsChecked, CheckBenefits, BenefitsChecked),
        new(BenefitsChecked, BookConsult, ConsultBooked),
        new(BenefitsChecked, IntakeAction.Order, Ordered),
        .. Ending(BenefitsChecked),

        new(ConsultBooked, CheckBenefits, ConsultBooked),
        new(ConsultBooked, LoseConsult, null),
        new(ConsultBooked, IntakeAction.Order, Ordered),
        .. Ending(ConsultBooked),

        new(Ordered, CheckBenefits, Ordered),
        new(Ordered, IntakeAction.Order, Ordered),
        new(Ordered, OpenCourse, IntakeState.Course),
        .. Ending(Ordered),

        new(Declined, Reopen, null),
        new(Lost, Reopen, null),
    ];

    private static readonly Dictionary<(IntakeState, IntakeAction), IntakeTransition> Rows = Table.ToDictionary(t => (t.From, t.Action));

    /// <summary>The state that an action leads to, or null where it can't happen.</summary>
    /// <param name="intake">The intake, with the facts that the action brings already on it.</param>
    /// <param name="action">What happens.</param>
    public static IntakeState? Next(Intake intake, IntakeAction action) => Rows.TryGetValue((intake.State, action), out var row) ? row.To ?? AsFarAs(intake) : null;

    /// <summary>Whether an action is possible in a state.</summary>
    public static bool May(IntakeState from, IntakeAction action) => Rows.ContainsKey((from, action));

    /// <summary>The states in which an action is possible, in the table's order.</summary>
    public static IReadOnlyList<IntakeState> From(IntakeAction action) => [.. Table.Where(t => t.Action == action).Select(t => t.From)];

    /// <summary>What a caller may do in a state, in the table's order.</summary>
    public static IReadOnlyList<IntakeAction> Possible(IntakeState from) => [.. Table.Where(t => t.From == from && t.Action != LoseConsult).Select(t => t.Action)];

    /// <summary>How far the facts on file go: the order, a consult that was not lost, the benefits check, the referral.</summary>
    public static IntakeState AsFarAs(Intake intake) => intake switch
    {
        { Order: not null } => Ordered,
        { ConsultId: not null, ConsultLostAt: null } => ConsultBooked,
        { Benefits: not null } => BenefitsChecked,
        _ => Referred,
    };

    /// <summary>Whether it still leads to a course.</summary>
    public static bool IsOpen(this IntakeState state) => state is Referred or BenefitsChecked or ConsultBooked or Ordered;

    private static IEnumerable<IntakeTransition> Ending(IntakeState state) => [new(state, Decline, Declined), new(state, Lose, Lost)];
}
