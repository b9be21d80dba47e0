using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Repairs;
using Scheduling.Domain.Repairs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Repairs;

/// <summary>Nobody waits for the search of a repair: it holds none of the locks of the change that makes it necessary (R15).</summary>
public sealed class PlannedRepairsTests(PostgresFixture postgres)
{
    // Whoever waits for a lock that is held while planning waits for ever: the test ends instead.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AClosure_IsPlannedWithoutItsLocks_AndFindsWhatIsBookedMeanwhile(bool dryRun)
    {
        var (planned, meanwhile) = (0, default(Func<int, Task>));
        RepairPlan Plan(RepairRequest request)
        {
            planned++;
            Task.Run(() => meanwhile!(planned)).WaitAsync(Patience).GetAwaiter().GetResult();
            return RepairPlanner.Plan(request);
        }

        await using var api = await TestApi.StartAsync(postgres, builder => builder.Services.AddSingleton<PlanRepair>(Plan), TestContext.Current.CancellationToken);
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithPatients(3).SeedAsync(api);
        await clinic.BookConsultAsync("2027-02-23", "10:00");
        // With the very person whose absence is being entered.
        meanwhile = count => count == 1 ? clinic.BookConsultAsync("2027-02-23", "14:00", 1) : Task.CompletedTask;

        var answer = await clinic.Client.PostAsync("/v1/closures", new { resourceId = clinic.Prescriber, from = "2027-02-23T05:00:00Z", until = "2027-02-24T05:00:00Z", reason = "Ill.", dryRun });

        var closure = answer.Expect(dryRun ? HttpStatusCode.OK : HttpStatusCode.Created).Json;
        Assert.Equal((2, 2, 2), (planned, closure["affected"]!.AsArray().Count, closure["repair"]!["changes"]!.AsArray().Count));
        Assert.Equal(dryRun ? 0L : 1L, await api.QueryAsync<long>("select count(*) from closures where clinic_id = $1", clinic.Client.ClinicId));
        Assert.Equal(dryRun ? 0L : 1L, await api.QueryAsync<long>("select count(*) from audit_entries where clinic_id = $1 and object_kind = 'closure' and action = 'create'", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task ABookThatMovesEveryTime_IsPlannedUnderTheLocksInTheEnd()
    {
        var (planned, meanwhile) = (0, default(Func<int, Task>));
        RepairPlan Plan(RepairRequest request)
        {
            planned++;
            Task.Run(() => meanwhile!(planned)).WaitAsync(Patience).GetAwaiter().GetResult();
            return RepairPlanner.Plan(request);
        }

        await using var api = await TestApi.StartAsync(postgres, builder => builder.Services.AddSingleton<PlanRepair>(Plan), TestContext.Current.CancellationToken);
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinic = await new ClinicBuilder().WithPatients(4).SeedAsync(api);
        await clinic.BookConsultAsync("2027-02-23", "10:00");
        meanwhile = count => count <= 2 ? clinic.BookConsultAsync("2027-02-23", $"{10 + (2 * count)}:00", count) : Task.CompletedTask;

        var closure = (await clinic.Client.PostAsync("/v1/closures", new { resourceId = clinic.Prescriber, from = "2027-02-23T05:00:00Z", until = "2027-02-24T05:00:00Z", reason = "Ill." })).Expect(HttpStatusCode.Created).Json;

        Assert.Equal((3, 3), (planned, closure["affected"]!.AsArray().Count));
        Assert.Equal(3, closure["repair"]!["changes"]!.AsArray().Count);
    }
}
