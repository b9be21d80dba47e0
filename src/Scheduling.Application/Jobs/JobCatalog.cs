namespace Scheduling.Application.Jobs;

/// <summary>Every recurring job of the service; an engine's binding schedules just these.</summary>
/// <exception cref="ArgumentException">When an interval is none that every engine keeps.</exception>
public sealed class JobCatalog(IReadOnlyList<ScheduledJob> jobs)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static JobCatalog Default { get; } = new(
    [
        new("sweep-expired-holds", TimeSpan.FromMinutes(1), typeof(SweepExpiredHoldsJob)),
        new("run-admissions", TimeSpan.FromMinutes(1), typeof(RunAdmissionsJob)),
        new("list-unclosed-visits", TimeSpan.FromMinutes(15), typeof(ListUnclosedVisitsJob)),
        new("watch-gaps", TimeSpan.FromMinutes(30), typeof(WatchGapsJob)),
        new("follow-home-sites", TimeSpan.FromMinutes(15), typeof(FollowHomeSitesJob)),
        new("watch-credentials", TimeSpan.FromHours(1), typeof(WatchCredentialsJob)),
        new("watch-authorizations", TimeSpan.FromMinutes(30), typeof(WatchAuthorizationsJob)),
        new("ask-for-checks", TimeSpan.FromMinutes(30), typeof(AskForChecksJob)),
        new("offer-freed-places", TimeSpan.FromMinutes(1), typeof(OfferFreedPlacesJob)),
        new("apply-small-repairs", TimeSpan.FromMinutes(1), typeof(ApplySmallRepairsJob)),
        new("send-messages", TimeSpan.FromSeconds(20), typeof(SendMessagesJob)),
        new("drop-old-idempotency-keys", TimeSpan.FromHours(1), typeof(DropOldIdempotencyKeysJob)),
    ]);

    public IReadOnlyList<ScheduledJob> Jobs { get; } = jobs.FirstOrDefault(j => !Kept(j.Every)) is { } odd
        ? throw new ArgumentException($"{odd.Name} can't run every {odd.Every}: whole seconds that divide a minute, whole minutes that divide an hour, or an hour.", nameof(jobs))
        : jobs;

    private static bool Kept(TimeSpan every) => every > TimeSpan.Zero && every <= Hour
        && (every < Minute ? every.Ticks % TimeSpan.TicksPerSecond == 0 && Minute.Ticks % every.Ticks == 0 : every.Ticks % Minute.Ticks == 0 && Hour.Ticks % every.Ticks == 0);

    public ScheduledJob? Find(string name) => Jobs.FirstOrDefault(job => job.Name == name);
}
