using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Staffing;

/// <summary>Certificates that end, the visits they hit, and a task for each band (R3).</summary>
public sealed class CredentialExpiriesTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public CredentialExpiriesTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    /// <summary>A certificate that ends on a Wednesday: Wednesday's visit stands, Thursday's and Friday's are listed, and a repair finds somebody else for them.</summary>
    [Fact]
    public async Task List_CertificateThatEndsOnAWednesday_NamesThursdaysVisits_WithARepair()
    {
        var clinic = await new ClinicBuilder().WithTechnicians(2).SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(5);
        var operators = await Task.WhenAll(visits.Select(async v => (await clinic.VisitAsync(v)).Json.Person("technician")));
        var who = operators[0];
        Assert.All(operators, o => Assert.Equal(who, o));
        await EndAsync(who, "2027-02-24");

        var item = Assert.Single(await ListAsync(clinic.Client));

        Assert.Equal((who, "operator", clinic.ModelId, "2027-02-24", 2, 14), (
            Guid.Parse((string)item["staffId"]!), (string)item["kind"]!, Guid.Parse((string)item["deviceModelId"]!), (string)item["validUntil"]!, (int)item["daysLeft"]!, (int)item["band"]!));
        Assert.Equal(visits.Skip(3), item["visits"]!.AsArray().Select(v => Guid.Parse((string)v!["appointmentId"]!)));
        var found = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId, dryRun = true })).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(visits.Skip(3), found["affected"]!.AsArray().Select(a => Guid.Parse((string)a!["appointmentId"]!)));
        Assert.NotNull(found["repair"]);
        // Over, and still in the way of Friday's.
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(3).AddHours(6));
        var over = Assert.Single(await ListAsync(clinic.Client));
        Assert.Equal((-1, 0, 1), ((int)over["daysLeft"]!, (int)over["band"]!, over["visits"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("2027-04-23", 60, 60)]
    [InlineData("2027-04-24", 61, null)]
    [InlineData("2027-03-25", 31, 60)]
    [InlineData("2027-03-24", 30, 30)]
    [InlineData("2027-03-08", 14, 14)]
    [InlineData("2027-02-23", 1, 14)]
    [InlineData("2027-02-22", 0, 0)]
    public async Task List_Within_CountsDaysToTheLastValidOne(string until, int days, int? band)
    {
        var clinic = await new ClinicBuilder().WhereTheFirstTechnicianMayOperateUntil(DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture)).SeedAsync(api);

        var item = Assert.Single(await ListAsync(clinic.Client, $"?within={days}"));

        Assert.Equal((days, band), ((int)item["daysLeft"]!, (int?)item["band"]));
        Assert.Equal(days > 0 ? 0 : 1, (await ListAsync(clinic.Client, "?within=0")).Count);
        Assert.Equal(days <= 60 ? 1 : 0, (await ListAsync(clinic.Client)).Count);
    }

    [Fact]
    public async Task List_Renewed_IsEmpty_AndOtherSitesAreNotSeen()
    {
        var clinic = await new ClinicBuilder().WhereTheFirstTechnicianMayOperateUntil(new DateOnly(2027, 3, 1)).SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var there = await api.CreateKeyAsync(clinic.Client.ClinicId, [Scopes.ScheduleRead], [sister.SiteId]);
        Assert.Single(await ListAsync(clinic.Client, $"?siteId={clinic.SiteId}"));
        Assert.Empty(await ListAsync(clinic.Client, $"?siteId={sister.SiteId}"));
        Assert.Empty(await ListAsync(there));

        // From the day after on; a day later would leave one between.
        await RenewAsync(clinic, "2027-03-03");
        Assert.Single(await ListAsync(clinic.Client));
        await RenewAsync(clinic, "2027-03-02");

        Assert.Empty(await ListAsync(clinic.Client));
    }

    [Fact]
    public async Task Watch_OpensOneTaskForEachBand_AndClosesThemWhenRenewed()
    {
        var clinic = await new ClinicBuilder().WhereTheFirstTechnicianMayOperateUntil(new DateOnly(2027, 4, 1)).SeedAsync(api);
        foreach (var (day, open) in new[] { (0, 1), (7, 1), (8, 2), (10, 2), (24, 3), (37, 3), (38, 4) })
        {
            api.Clock.Set(VisitCalls.MondayMorning.AddDays(day));
            await WatchAsync();
            await WatchAsync();
            Assert.Equal((day, open), (day, (int)await OpenAsync(clinic)));
        }

        Assert.Equal(1L, await api.QueryAsync<long>("select count(distinct due_at) from tasks where clinic_id = $1 and kind = 'credential_ending' and due_at = '2027-04-02T04:00:00Z' and rule = 'R3'", clinic.Client.ClinicId));
        await RenewAsync(clinic, "2027-04-02");
        await WatchAsync();

        Assert.Equal(0L, await OpenAsync(clinic));
        Assert.Equal(4L, await api.QueryAsync<long>("select count(*) from tasks where clinic_id = $1 and kind = 'credential_ending' and outcome = 'renewed' and closed_by_rule", clinic.Client.ClinicId));
    }

    private static async Task<List<JsonNode>> ListAsync(ApiClient client, string query = "") =>
        [.. (await client.GetAsync("/v1/credential-expiries" + query)).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(i => i!)];

    private Task<int> EndAsync(Guid staff, string until) =>
        api.ExecuteAsync("update staff set credentials = jsonb_set(credentials, '{0,validUntil}', to_jsonb($2::text)) where id = $1", staff, until);

    private Task<int> RenewAsync(SmallClinic clinic, string from) => api.ExecuteAsync(
        "update staff set credentials = jsonb_build_array(credentials -> 0, jsonb_build_object('kind', 'operator', 'deviceModelId', $2::text, 'validFrom', $3::text)) where id = $1",
        clinic.Technicians[0], clinic.ModelId, from);

    private Task WatchAsync() => api.Services.GetRequiredService<JobRunner>().RunAsync("watch-credentials", CancellationToken.None);

    private Task<long> OpenAsync(SmallClinic clinic) => api.QueryAsync<long>("select count(*) from tasks where clinic_id = $1 and kind = 'credential_ending' and state = 'open'", clinic.Client.ClinicId);
}
