namespace Scheduling.Domain.Authorizations;

/// <summary>By when the next step is due, where nobody names a date. Numbers are a clinic's settings.</summary>
public sealed record AuthorizationDeadlines
{
    /// <summary>Days in which a payer decides; most take 2 to 7 [S: www.psychiatrynorthwest.com/tms-process].</summary>
    public int DecisionDays { get; init; } = 7;

    /// <summary>Days to answer a payer's question; decided here.</summary>
    public int InfoDays { get; init; } = 3;

    /// <summary>Days to ask for a talk between prescribers; no source gives one, so it is short.</summary>
    public int PeerToPeerDays { get; init; } = 5;

    /// <summary>Days in which an appeal is filed: the shortest of 30 to 180 [S: www.creativewellnesstms.com/if-your-insurance-denies-tms-appeals].</summary>
    public int AppealDays { get; init; } = 30;

    /// <summary>The local date by which somebody must do, or hear of, the next step; null where none is waited for.</summary>
    /// <param name="state">The state that was reached.</param>
    /// <param name="on">The local date on which it was.</param>
    public DateOnly? DueOn(AuthorizationState state, DateOnly on) => state switch
    {
        AuthorizationState.Submitted or AuthorizationState.ExtensionRequested => on.AddDays(DecisionDays),
        AuthorizationState.InfoRequested => on.AddDays(InfoDays),
        AuthorizationState.Denied => on.AddDays(PeerToPeerDays),
        AuthorizationState.PeerToPeer => on.AddDays(PeerToPeerDays),
        AuthorizationState.Appeal or AuthorizationState.ExternalReview => on.AddDays(AppealDays),
        _ => null,
    };
}
