namespace Scheduling.Application.Jobs;

/// <summary>Every recurring job of the service; an engine's binding schedules just these.</summary>
public sealed class JobCatalog(IReadOnlyList<ScheduledJob> jobs)
{
    public static JobCatalog Default { get; } = new(
    [
        new("sweep-expired-holds", TimeSpan.FromMinutes(1), typeof(SweepExpiredHoldsJob)),
        new("run-admissions", TimeSpan.FromMinutes(1), typeof(RunAdmissionsJob)),
        new("list-unclosed-visits", TimeSpan.FromMinutes(15), typeof(ListUnclosedVisitsJob)),
        new("watch-gaps", TimeSpan.FromMinutes(30), typeof(WatchGapsJob)),
        new("watch-credentials", TimeSpan.FromHours(1), typeof(WatchCredentialsJob)),
        new("watch-authorizations", TimeSpan.FromMinutes(30), typeof(WatchAuthorizationsJob)),
        new("ask-for-checks", TimeSpan.FromMinutes(30), typeof(AskForChecksJob)),
        new("offer-freed-places", TimeSpan.FromMinutes(1), typeof(OfferFreedPlacesJob)),
        new("apply-small-repairs", TimeSpan.FromMinutes(1), typeof(ApplySmallRepairsJob)),
        new("send-messages", TimeSpan.FromSeconds(20), typeof(SendMessagesJob)),
        new("drop-old-idempotency-keys", TimeSpan.FromHours(1), typeof(DropOldIdempotencyKeysJob)),
    ]);

    public IReadOnlyList<ScheduledJob> Jobs { get; } = jobs;

    public ScheduledJob? Find(string name) => Jobs.FirstOrDefault(job => job.Name == name);
}
