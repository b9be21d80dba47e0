using System.Net;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>A policy is saved only where something acts on it (R20).</summary>
public sealed class PayerPolicyTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("beforeVisit", "block", false)]
    [InlineData("beforeVisit", "allow", true)]
    [InlineData("beforeVisit", "warn", true)]
    [InlineData("atCheckIn", "warn", false)]
    [InlineData("atCheckIn", "allow", true)]
    [InlineData("atCheckIn", "block", true)]
    [InlineData("whenPlanning", "allow", true)]
    [InlineData("whenPlanning", "warn", true)]
    [InlineData("whenPlanning", "block", true)]
    public async Task Level_ThatNothingActsOn_IsRefused_ByName(string field, string level, bool acts)
    {
        var clinic = await new ClinicBuilder().SeedAsync(fixture.Api);
        var payer = (await clinic.Client.PostAsync("/v1/payers", new { name = "Sample Health" })).Expect(HttpStatusCode.Created);

        var made = await clinic.Client.PostAsync("/v1/payers", new Dictionary<string, string> { ["name"] = "Other Health", [field] = level });
        var changed = await clinic.Client.PatchAsync($"/v1/payers/{payer.Id}", new Dictionary<string, string> { [field] = level }, payer.ETag);

        if (acts)
        {
            Assert.Equal(level, (string)made.Expect(HttpStatusCode.Created).Json[field]!);
            Assert.Equal(level, (string)changed.Expect(HttpStatusCode.OK).Json[field]!);
            return;
        }

        Assert.All([made, changed], a => Assert.NotNull(a.Expect(HttpStatusCode.BadRequest, "invalid_request").Json["errors"]!["/" + field]));
        Assert.Equal(payer.ETag, (await clinic.Client.GetAsync($"/v1/payers/{payer.Id}")).ETag);
    }
}
