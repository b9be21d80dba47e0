using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Jobs;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Admissions;

namespace Scheduling.Application.Admissions;

/// <summary>The search: <see cref="AdmissionPlanner.Plan"/>, or a test's that takes longer.</summary>
public delegate AdmissionPlan PlanAdmission(AdmissionRequest request, IProgress<AdmissionProgress>? progress, CancellationToken cancellationToken);

/// <summary>
/// Runs queued admissions, one at a time in this process. A run is claimed by a lease that it renews while it searches; a worker that died leaves its
/// run to whoever comes after the lease. Every write is fenced by the lease. The search itself holds no transaction.
/// </summary>
public sealed class AdmissionRuns(ClinicRounds rounds, IServiceScopeFactory scopes, PlanAdmission planner, ILogger<AdmissionRuns> logger) : IDisposable
{
    private const string Actor = "job:run-admissions";
    private const int MostAttempts = 3;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim one = new(1);
    private readonly CancellationTokenSource stopped = new();

    /// <summary>Runs what is due until nothing is; returns at once when this process is at it already.</summary>
    /// <returns>How many were run, or tried.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellationToken)
    {
        if (!await one.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return 0;
        }

        var ran = 0;

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopped.Token);
        try
        {
            for (var worked = true; worked && !stopping.IsCancellationRequested;)
            {
                worked = false;
                foreach (var clinic in await rounds.DueAsync("clinics_with_admissions_due", TimeSpan.Zero, stopping.Token))
                {
                    if (await RunNextAsync(clinic, stopping.Token))
                    {
                        (worked, ran) = (true, ran + 1);
                    }
                }
            }

            return ran;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Runs what is due without being waited for: what was just queued need not wait for the next tick.</summary>
    public void Nudge() => _ = Task.Run(async () =>
    {
        try
        {
            await RunDueAsync(CancellationToken.None);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The host stops; the run was given back.
        }
        catch (Exception failure)
        {
            logger.LogWarning(failure, "Admissions could not be run; the next tick tries again");
        }
    });

    /// <summary>The host stops: gives a run back rather than making it wait, whatever the engine tells its jobs.</summary>
    public void Stop() => stopped.Cancel();

    /// <inheritdoc />
    public void Dispose()
    {
        one.Dispose();
        stopped.Dispose();
    }

    private async Task<bool> RunNextAsync(Guid clinic, CancellationToken stopping)
    {
        if (await ClaimAsync(clinic, stopping) is not { } claimed)
        {
            return false;
        }

        try
        {
            var (request, leftOut) = await InTransactionAsync(clinic, async (services, ct) =>
            {
                var admission = await services.GetRequiredService<SchedulingDbContext>().Admissions.AsNoTracking().SingleAsync(a => a.Id == claimed.Id, ct);
                return await services.GetRequiredService<AdmissionReading>().ReadAsync(admission, ct);
            }, stopping);
            await SearchAsync(clinic, claimed, request, leftOut, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops: the next worker need not wait for the lease.
            await InTransactionAsync(clinic, (services, ct) => services.GetRequiredService<SchedulingDbContext>().Admissions
                .Where(a => a.Id == claimed.Id && a.Lease == claimed.Lease && a.State == AdmissionState.Running)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.LeaseUntil, a => a.UpdatedAt).SetProperty(a => a.Attempts, a => a.Attempts - 1), ct), CancellationToken.None);
            throw;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogError(failure, "Admission {AdmissionId} of clinic {ClinicId} failed", claimed.Id, clinic);
            await EndAsync(clinic, claimed, (admission, _) => (admission.State, admission.Failure) = (AdmissionState.Failed, "The search failed; the service's log says why."), CancellationToken.None);
        }

        return true;
    }

    private async Task SearchAsync(Guid clinic, Claim claimed, AdmissionRequest request, IReadOnlyList<AdmissionOutcome> leftOut, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var latest = new Latest();
        var search = Task.Run(() => planner(request, latest, ended.Token), CancellationToken.None);
        Heard beat;
        try
        {
            beat = await BeatUntilAsync(clinic, claimed, search, latest, ended, stopping);
        }
        catch
        {
            // Nobody will read what it finds.
            await ended.CancelAsync();
            await Task.WhenAny(search);
            throw;
        }

        var plan = await search;
        stopping.ThrowIfCancellationRequested();
        if (beat == Heard.LeaseLost)
        {
            logger.LogWarning("Admission {AdmissionId} of clinic {ClinicId} was taken over by another worker", claimed.Id, clinic);
            return;
        }

        var outcomes = plan.Decisions.Select(d => new AdmissionOutcome
        {
            CourseId = d.CandidateId,
            Option = d.Option,
            Cost = d.Cost,
            WhyNot = d.WhyNot is { } why ? JsonNamingPolicy.SnakeCaseLower.ConvertName(why.ToString()) : null,
        }).Concat(leftOut).ToList();
        await EndAsync(clinic, claimed, (admission, _) =>
        {
            admission.State = beat == Heard.Cancel ? AdmissionState.Cancelled : AdmissionState.Done;
            admission.Result = JsonSerializer.Serialize(outcomes, StoredJson.Options);
            admission.Percent = beat == Heard.Cancel ? admission.Percent : 100;
            admission.Admitted = plan.Decisions.Count(d => d.Option is not null);
            (admission.Cost, admission.Bound, admission.FirstComeCost) = (plan.Cost, plan.Bound, plan.FirstComeCost);
        }, stopping);
    }

    // Writes how far the search is and renews the lease about once a second, until the search ends; passes on what it hears.
    private async Task<Heard> BeatUntilAsync(Guid clinic, Claim claimed, Task search, Latest latest, CancellationTokenSource ended, CancellationToken stopping)
    {
        while (await Task.WhenAny(search, Task.Delay(Beat, CancellationToken.None)) != search)
        {
            if (stopping.IsCancellationRequested)
            {
                continue;
            }

            var heard = await InTransactionAsync(clinic, (services, ct) => BeatAsync(services.GetRequiredService<SchedulingDbContext>(), claimed, latest.Value, ct), CancellationToken.None);
            if (heard != Heard.Nothing)
            {
                await ended.CancelAsync();
                await Task.WhenAny(search);
                return heard;
            }
        }

        return Heard.Nothing;
    }

    // Not a new version: nobody decides anything by how far a search is.
    private static async Task<Heard> BeatAsync(SchedulingDbContext db, Claim claimed, AdmissionProgress? progress, CancellationToken cancellationToken)
    {
        var mine = db.Admissions.Where(a => a.Id == claimed.Id && a.Lease == claimed.Lease && a.State == AdmissionState.Running);
        var until = db.Now + Lease;
        var written = progress is { } p
            ? await mine.ExecuteUpdateAsync(
                set => set.SetProperty(a => a.LeaseUntil, until).SetProperty(a => a.Percent, p.Percent).SetProperty(a => a.Admitted, p.Admitted).SetProperty(a => a.Cost, p.Cost).SetProperty(a => a.Bound, p.Bound),
                cancellationToken)
            : await mine.ExecuteUpdateAsync(set => set.SetProperty(a => a.LeaseUntil, until), cancellationToken);
        return written == 0 ? Heard.LeaseLost
            : await mine.AnyAsync(a => a.CancelRequestedAt != null, cancellationToken) ? Heard.Cancel
            : Heard.Nothing;
    }

    private async Task<Claim?> ClaimAsync(Guid clinic, CancellationToken cancellationToken) => await InTransactionAsync(clinic, async (services, ct) =>
    {
        var db = services.GetRequiredService<SchedulingDbContext>();
        var events = services.GetRequiredService<EventLog>();
        var next = (await db.Admissions.FromSql(
            $"""
            select * from admissions where state = 'queued' or (state = 'running' and lease_until <= {db.Now})
            order by created_at limit 1 for update skip locked
            """).ToListAsync(ct)).FirstOrDefault();
        if (next is null)
        {
            return null;
        }

        if (next.CancelRequestedAt is not null || next.Attempts >= MostAttempts)
        {
            // Its worker died, or it kills every worker.
            (next.State, next.EndedAt, next.Failure) = next.CancelRequestedAt is not null
                ? (AdmissionState.Cancelled, db.Now, null)
                : (AdmissionState.Failed, db.Now, $"{MostAttempts} workers began it and none came to its end.");
            events.Append($"admission.{StoredJson.Word(next.State)}", "admission", next.Id);
            return null;
        }

        next.State = AdmissionState.Running;
        (next.Lease, next.LeaseUntil) = (Guid.NewGuid(), db.Now + Lease);
        next.StartedAt ??= db.Now;
        next.Attempts++;
        events.Append("admission.started", "admission", next.Id, null, new { attempt = next.Attempts });
        return new Claim(next.Id, next.Lease.Value);
    }, cancellationToken);

    // Under the lease, or not at all.
    private async Task EndAsync(Guid clinic, Claim claimed, Action<Admission, SchedulingDbContext> end, CancellationToken cancellationToken) => await InTransactionAsync(clinic, async (services, ct) =>
    {
        var db = services.GetRequiredService<SchedulingDbContext>();
        var admission = (await db.Admissions.FromSql($"select * from admissions where id = {claimed.Id} and lease = {claimed.Lease} and state = 'running' for update").ToListAsync(ct)).FirstOrDefault();
        if (admission is null)
        {
            return false;
        }

        end(admission, db);
        (admission.EndedAt, admission.Lease, admission.LeaseUntil) = (db.Now, null, null);
        services.GetRequiredService<EventLog>().Append($"admission.{StoredJson.Word(admission.State)}", "admission", admission.Id, null, new { admission.Admitted });
        return true;
    }, cancellationToken);

    private async Task<T> InTransactionAsync<T>(Guid clinic, Func<IServiceProvider, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinic, Actor), cancellationToken);
        var result = await work(scope.ServiceProvider, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private sealed record Claim(Guid Id, Guid Lease);

    private enum Heard
    {
        Nothing,
        Cancel,
        LeaseLost,
    }

    // Reported on the search's thread, read on ours; only the last counts.
    private sealed class Latest : IProgress<AdmissionProgress>
    {
        private volatile AdmissionProgress? value;

        public AdmissionProgress? Value => value;

        void IProgress<AdmissionProgress>.Report(AdmissionProgress progress) => value = progress;
    }
}
