using Scheduling.Application.Appointments;
using Scheduling.Application.Resources;

namespace Scheduling.Application.Repairs;

/// <summary>
/// The one way in which a change of the clinic that may hit booked visits is entered (R15): stored, or only shown, with the visits that it leaves without
/// a place and a repair of them. A repair that the same cause had open is renewed.
/// </summary>
public sealed class Disruptions(RepairProposals proposals, RepairAnswers answers, Rehearsal rehearsal, PlannedRepairs planner)
{
    /// <summary>Makes the change under its own locks and proposes; what is proposed is searched for without them (<see cref="PlannedRepairs"/>).</summary>
    /// <param name="dryRun">Whether to take everything back: nothing is stored, and the repair has no id.</param>
    /// <param name="causeKind">One of the words of <see cref="RepairCauses"/>.</param>
    /// <param name="change">Makes it, also more than once; affected is null when nothing was changed that visits depend on.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="wholeCause">Whether the repair is of everything that the cause affects, not only of what this change does: all absences of a patient.</param>
    /// <param name="staffOfOtherSites">Whether the repair may use staff of other sites.</param>
    public Task<Disruption<T>> EnterAsync<T>(
        bool dryRun,
        string causeKind,
        Func<Task<(T Changed, Guid CauseId, IReadOnlyList<AffectedVisit>? Affected)>> change,
        CancellationToken cancellationToken,
        bool wholeCause = false,
        bool staffOfOtherSites = false) => rehearsal.RunAsync(
        dryRun,
        () => planner.RunAsync(async () =>
        {
            var (changed, causeId, affected) = await change();
            var repair = affected is null ? null
                : wholeCause ? await proposals.ProposeAsync(causeKind, causeId, cancellationToken)
                : await proposals.ProposeAsync(causeKind, causeId, affected, cancellationToken, staffOfOtherSites);
            return new Disruption<T>(changed, affected ?? [], await answers.OfAsync(repair, dryRun, cancellationToken));
        }, cancellationToken),
        cancellationToken);

    /// <summary>After a cause is gone: what was only proposed is taken back, and visits that had lost their place to it may get one again.</summary>
    public Task EndAsync(string causeKind, Guid causeId, CancellationToken cancellationToken) => proposals.ProposeAsync(causeKind, causeId, [], cancellationToken);
}
