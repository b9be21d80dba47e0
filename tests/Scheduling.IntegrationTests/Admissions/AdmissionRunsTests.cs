using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Admissions;
using Scheduling.Application.Jobs;
using Scheduling.Domain.Admissions;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Admissions;

/// <summary>An admission while its search runs: progress, cancel, a lost lease, a host that stops. The search is made to wait; it is the planner's own otherwise.</summary>
public sealed class AdmissionRunsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancel_WhileRunning_EndsWithWhatWasFound_AndThatCanBeApplied()
    {
        await using var slow = await StartAsync();
        var (clinic, path) = await QueuedAsync(slow.Api);
        var job = slow.RunAsync(Cancelled);

        await EventuallyAsync(async () => (int)(await clinic.Client.GetAsync(path)).Json["percent"]! == 42);
        var running = (await clinic.Client.GetAsync(path)).Json;
        var asked = (await clinic.Client.PostAsync($"{path}/cancel", new { })).Expect(HttpStatusCode.OK);
        await job;

        Assert.Equal(("running", 7m, 3m, 1.333333m), ((string)running["status"]!, (decimal)running["cost"]!, (decimal)running["bound"]!, (decimal)running["gap"]!));
        Assert.Equal("running", (string)asked.Json["status"]!);
        var ended = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK);
        Assert.Equal(("cancelled", 42), ((string)ended.Json["status"]!, (int)ended.Json["percent"]!));
        Assert.True((bool)Assert.Single(ended.Json["courses"]!.AsArray())!["admitted"]!);
        (await clinic.Client.PostAsync($"{path}/apply", new { }, ifMatch: ended.Headers["ETag"])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Run_WhoseLeaseWasTakenByAnother_WritesNothing()
    {
        await using var slow = await StartAsync();
        var (clinic, path) = await QueuedAsync(slow.Api);
        var job = slow.RunAsync(Cancelled);
        await slow.Searching.Task.WaitAsync(Cancelled);
        var other = Guid.NewGuid();
        await slow.Api.ExecuteAsync("update admissions set lease = $1, lease_until = now() + interval '1 hour', percent = 5", other);

        await job;

        var row = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("running", 5), ((string)row["status"]!, (int)row["percent"]!));
        Assert.Empty(row["courses"]!.AsArray());
        Assert.Equal(other, await slow.Api.QueryAsync<Guid>("select lease from admissions"));
    }

    [Fact]
    public async Task Run_WhoseHostStops_IsLeftToTheNextWorkerAtOnce()
    {
        await using var slow = await StartAsync();
        var (clinic, path) = await QueuedAsync(slow.Api);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var job = slow.RunAsync(stopping.Token);
        await slow.Searching.Task.WaitAsync(Cancelled);

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
        var left = (string)(await clinic.Client.GetAsync(path)).Json["status"]!;
        slow.Wait = false;
        await slow.RunAsync(Cancelled);

        Assert.Equal("running", left);
        Assert.Equal("done", (string)(await clinic.Client.GetAsync(path)).Json["status"]!);
    }

    [Fact]
    public async Task Run_WhoseHostStopsWithoutTellingItsJobs_IsGivenBack()
    {
        await using var slow = await StartAsync();
        await QueuedAsync(slow.Api);
        var job = slow.RunAsync(CancellationToken.None);
        await slow.Searching.Task.WaitAsync(Cancelled);

        slow.Api.Services.GetRequiredService<AdmissionRuns>().Stop();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.WaitAsync(TimeSpan.FromSeconds(60), Cancelled));
        Assert.True(await slow.Api.QueryAsync<bool>("select state = 'running' and lease_until <= now() from admissions"));
    }

    [Fact]
    public async Task Run_WhoseSearchFails_SaysSo()
    {
        await using var slow = await StartAsync();
        var (clinic, path) = await QueuedAsync(slow.Api);
        slow.Fail = true;

        await slow.RunAsync(Cancelled);

        var row = (await clinic.Client.GetAsync(path)).Json;
        Assert.Equal(("failed", true), ((string)row["status"]!, row["failure"] is not null));
    }

    private static async Task<(SmallClinic Clinic, string Path)> QueuedAsync(TestApi api)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await clinic.CreateCourseAsync();
        return (clinic, (await clinic.Client.PostAsync("/v1/admissions/plan", new { startOnOrAfter = "2027-02-22", seconds = 1 })).Expect(HttpStatusCode.Accepted).Headers["Location"]);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var attempt = 0; !await holds(); attempt++)
        {
            Assert.True(attempt < 300, "never came");
            await Task.Delay(100, Cancelled);
        }
    }

    private async Task<SlowHost> StartAsync()
    {
        var slow = new SlowHost();
        slow.Api = await TestApi.StartAsync(postgres, builder => builder.Services.AddSingleton<PlanAdmission>(slow.Plan), Cancelled);
        return slow;
    }

    // Reports once, then waits to be told to end.
    private sealed class SlowHost : IAsyncDisposable
    {
        public TestApi Api { get; set; } = null!;

        public bool Wait { get; set; } = true;

        public bool Fail { get; set; }

        public TaskCompletionSource Searching { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public AdmissionPlan Plan(AdmissionRequest request, IProgress<AdmissionProgress>? progress, CancellationToken cancellationToken)
        {
            if (Fail)
            {
                throw new InvalidOperationException("made to fail");
            }

            progress?.Report(new AdmissionProgress(42, 1, 7, 3));
            Searching.TrySetResult();
            if (Wait)
            {
                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMinutes(2));
            }

            return AdmissionPlanner.Plan(request, null, CancellationToken.None);
        }

        public Task RunAsync(CancellationToken cancellationToken) => Api.Services.GetRequiredService<JobRunner>().RunAsync("run-admissions", cancellationToken);

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
