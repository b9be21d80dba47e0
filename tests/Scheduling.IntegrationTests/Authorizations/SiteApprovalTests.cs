using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>A course that goes to a site which the payer has not approved (R19, R20): refused, asked about or only tagged, as the payer's policy says.</summary>
public sealed class SiteApprovalTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public SiteApprovalTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("warn")]
    [InlineData("block")]
    public async Task Handover_ToASiteThatIsNotApproved_DoesWhatThePolicySays(string policy)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var course = await clinic.WaitingCourseAsync();
        var made = (await clinic.Client.PostAsync("/v1/authorizations", new { courseId = course, payerId = await clinic.PayerAsync(policy), lines = new[] { Line(36) }, siteIds = new[] { clinic.SiteId } })).Expect(HttpStatusCode.Created);
        var submitted = (await clinic.NoteAsync(made.Id, "submit", made.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.NoteAsync(made.Id, "approve", submitted.ETag)).Expect(HttpStatusCode.OK);
        if (policy != "block")
        {
            (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        }

        var answer = await clinic.Client.PostAsync($"/v1/courses/{course}/amendments", new { site = new { siteId = sister.SiteId }, from = "2027-03-01", reason = "Moves house." }, await clinic.CourseTagAsync(course));

        if (policy == "block")
        {
            Assert.Equal("R19", (string)answer.Expect(HttpStatusCode.UnprocessableEntity, "rule_broken").Json["rule"]!);
            Assert.Equal(clinic.SiteId.ToString(), (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["siteId"]!);
            return;
        }

        answer.Expect(HttpStatusCode.OK);
        Assert.Equal(policy == "warn" ? 1L : 0L, await OpenAsync(course));
        Assert.Equal(31, (await clinic.VisitsAsync(course)).Count(v => v.IsTagged()));
        // Who works where the course is at home sees it, and enters what the payer says; from the date on they do there.
        var here = await api.CreateKeyAsync(clinic.Client.ClinicId, Scopes.All, [clinic.SiteId]) with { Actor = "front-desk-1" };
        var there = await api.CreateKeyAsync(clinic.Client.ClinicId, Scopes.All, [sister.SiteId]) with { Actor = "front-desk-2" };
        (await there.GetAsync($"/v1/authorizations/{made.Id}")).Expect(HttpStatusCode.NotFound, "not_found");
        var seen = (await here.GetAsync($"/v1/authorizations/{made.Id}")).Expect(HttpStatusCode.OK);
        (await here.PatchAsync($"/v1/authorizations/{made.Id}", new { siteIds = new[] { clinic.SiteId, sister.SiteId } }, seen.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((0L, 0), (await OpenAsync(course), (await clinic.VisitsAsync(course)).Count(v => v.IsTagged())));
        await api.LedgerAddsUpAsync();
        api.Clock.Set(new DateTimeOffset(2027, 3, 1, 6, 0, 0, TimeSpan.FromHours(-5)));
        await api.Services.GetRequiredService<JobRunner>().RunAsync("follow-home-sites", TestContext.Current.CancellationToken);
        (await there.GetAsync($"/v1/authorizations/{made.Id}")).Expect(HttpStatusCode.OK);
        (await here.GetAsync($"/v1/authorizations/{made.Id}")).Expect(HttpStatusCode.NotFound, "not_found");
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Patch_OfAnUnknownSite_NamesIt()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var made = await clinic.ApprovedAsync(await clinic.WaitingCourseAsync(), await clinic.PayerAsync(), Line(36));

        var refused = await clinic.Client.PatchAsync($"/v1/authorizations/{made.AuthorizationId()}", new { siteIds = new[] { clinic.SiteId, Guid.CreateVersion7() } }, made.ETag);

        Assert.NotNull(refused.Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference").Json["errors"]!["/siteIds/1"]);
    }

    private Task<long> OpenAsync(Guid course) => api.QueryAsync<long>("select count(*) from tasks where kind = 'site_approval' and course_id = $1 and state = 'open'", course);
}
