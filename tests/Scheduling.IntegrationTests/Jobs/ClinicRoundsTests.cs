using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Authorizations;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Jobs;

/// <summary>A job goes from clinic to clinic: one whose data it can't work with stops no other.</summary>
public sealed class ClinicRoundsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task OneClinicThatFails_StopsNoOther()
    {
        await using var api = await TestApi.StartAsync(postgres, TestContext.Current.CancellationToken);
        api.Clock.Set(VisitCalls.MondayMorning);
        var clinics = new[] { await new ClinicBuilder().SeedAsync(api), await new ClinicBuilder().SeedAsync(api), await new ClinicBuilder().SeedAsync(api) };
        foreach (var clinic in clinics)
        {
            await clinic.ApprovedAsync(await clinic.WaitingCourseAsync(), await clinic.PayerAsync(), AuthorizationCalls.Line(36, "2027-02-22", "2027-03-01"));
        }

        // Wherever it comes in the order, another comes after it.
        foreach (var broken in clinics.OrderBy(c => c.Client.ClinicId).Take(2))
        {
            await api.ExecuteAsync("update sites set time_zone = 'Nowhere/Else' where id = $1", broken.SiteId);
        }

        await api.Services.GetRequiredService<JobRunner>().RunAsync("watch-authorizations", TestContext.Current.CancellationToken);

        Assert.Equal(1L, await api.QueryAsync<long>("select count(distinct clinic_id) from tasks where kind = 'authorization_ending'"));
    }
}
