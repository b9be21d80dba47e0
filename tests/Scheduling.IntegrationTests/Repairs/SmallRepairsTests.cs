using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Repairs;

/// <summary>R15: nobody is moved without a person or a stated policy; the policy for small repairs is off until a site turns it on, and touches nothing that a patient would notice.</summary>
public sealed class SmallRepairsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly DateTimeOffset Now = new(2027, 2, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Off_ByDefault_NothingIsApplied()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithTechnicians(2));
        var repair = await IllAsync(clinic, TechnicianOf((await BookAsync(clinic, 0))[0]!));
        await LookAsync();
        Assert.Equal("proposed", (string)(await ReadAsync(clinic, repair))["status"]!);
    }

    [Fact]
    public async Task On_ColleagueFree_IsApplied_InThePolicysName_AndCanBeUndone()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithTechnicians(2));
        await TurnOnAsync(clinic);
        var visits = await BookAsync(clinic, 0);
        var repair = await IllAsync(clinic, TechnicianOf(visits[0]!));
        await LookAsync();

        var applied = await ReadAsync(clinic, repair);
        Assert.Equal(("applied", "policy:small-repairs"), ((string)applied["status"]!, (string)applied["appliedBy"]!));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from audit_entries where clinic_id = $1 and object_id = $2::uuid and action = 'apply' and actor = 'policy:small-repairs'", clinic.Client.ClinicId, repair));
        Assert.Equal(applied["changes"]!.AsArray().Count, await api.QueryAsync<long>("select count(*) from appointment_changes where clinic_id = $1 and kind = 'swapped' and actor = 'policy:small-repairs'", clinic.Client.ClinicId));
        Assert.Equal(36L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and state = 'booked' and schedule_version <= 2", clinic.Client.ClinicId));
        Assert.Empty((await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId, dryRun = true })).Expect(HttpStatusCode.OK).Json["affected"]!.AsArray());
        Assert.Equal(0L, await api.OverlapsAsync());
        // A second look finds nothing to do.
        await LookAsync();
        Assert.Equal((string)applied["etag"]!, (string)(await ReadAsync(clinic, repair))["etag"]!);
    }

    [Fact]
    public async Task On_SomeWouldMove_OnlyTheSmallPartIsApplied_TheRestStaysForAPerson()
    {
        // Two at nine, each with a technician, and one at eleven. The one who is ill had the third and one of the two: at eleven the colleague is free, at nine not.
        var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(3));
        await TurnOnAsync(clinic);
        await BookAsync(clinic, 0);
        await BookAsync(clinic, 1);
        var third = (await BookAsync(clinic, 2, "11:00")).Single(v => (string)v!["localDate"]! == "2027-02-17")!;
        var repair = await IllAsync(clinic, TechnicianOf(third), "2027-02-17T05:00:00Z");
        var proposed = (await ReadAsync(clinic, repair))["changes"]!.AsArray();
        Assert.Equal("other_resources", (string)Assert.Single(proposed, c => (string)c!["patientId"]! == clinic.Patients[2].ToString())!["step"]!);
        Assert.Contains(proposed, c => (string)c!["step"]! is not "other_resources" and not "other_phase");
        await LookAsync();

        var after = await ReadAsync(clinic, repair);
        Assert.Equal("partly_applied", (string)after["status"]!);
        Assert.Equal(clinic.Patients[2].ToString(), (string)Assert.Single(after["appliedPatientIds"]!.AsArray())!);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from appointment_changes where clinic_id = $1 and kind in ('moved', 'lost_place')", clinic.Client.ClinicId));
        // A person applies the rest.
        (await clinic.Client.PostAsync($"/v1/repairs/{repair}/apply", new { }, (string)after["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Empty((await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId, dryRun = true })).Expect(HttpStatusCode.OK).Json["affected"]!.AsArray());
    }

    [Fact]
    public async Task On_ButTheHourIsLost_NothingIsApplied()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        await TurnOnAsync(clinic);
        await BookAsync(clinic, 0);
        var closure = (await clinic.Client.PostAsync("/v1/closures", new { siteId = clinic.SiteId, from = "2027-02-17T05:00:00Z", until = "2027-02-18T05:00:00Z", reason = "Flood" })).Expect(HttpStatusCode.Created);
        await LookAsync();
        Assert.Equal("proposed", (string)(await ReadAsync(clinic, (string)closure.Json["repair"]!["id"]!))["status"]!);
    }

    private Task LookAsync() => api.Services.GetRequiredService<JobRunner>().RunAsync("apply-small-repairs", TestContext.Current.CancellationToken);

    private static async Task TurnOnAsync(SmallClinic clinic)
    {
        var on = (await clinic.Client.PatchAsync($"/v1/sites/{clinic.SiteId}", new { appliesSmallRepairs = true }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.True((bool)on.Json["site"]!["appliesSmallRepairs"]!);
    }

    private static async Task<string> IllAsync(SmallClinic clinic, string technician, string from = "2027-02-08T05:00:00Z")
    {
        var closure = (await clinic.Client.PostAsync("/v1/closures", new { resourceId = technician, from, until = "2027-02-18T05:00:00Z", reason = "Ill" })).Expect(HttpStatusCode.Created);
        return (string)closure.Json["repair"]!["id"]!;
    }

    private static async Task<JsonNode> ReadAsync(SmallClinic clinic, string repair) => (await clinic.Client.GetAsync($"/v1/repairs/{repair}")).Expect(HttpStatusCode.OK).Json;

    private static string TechnicianOf(JsonNode visit) => (string)visit["resources"]!.AsArray().Single(r => (string?)r!["role"] == "technician")!["id"]!;

    private async Task<SmallClinic> SeedAsync(ClinicBuilder builder)
    {
        api.Clock.Set(Now);
        return await builder.SeedAsync(api);
    }

    private static async Task<JsonArray> BookAsync(SmallClinic clinic, int patient, string preferredTime = "09:00")
    {
        var course = await clinic.CreateCourseAsync(patient);
        var booked = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-08", preferredTime })).Expect(HttpStatusCode.Created);
        return booked.Json["appointments"]!.AsArray();
    }
}
