using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>Another pays, or an approval is entered by hand: the wait is over, and a patient who pays is owed an estimate (R22, R25).</summary>
public sealed class CoverageChangesTests : IClassFixture<ApiFixture>
{
    private const string Estimates = "select count(*) from tasks where kind = 'estimate' and course_id = $1 and state = 'open'";
    private readonly TestApi api;

    public CoverageChangesTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task WaitingCourse_ThatGetsACoverage_IsReady_AndItsVisitsAreFirm(bool withAuthorization, bool approvedByHand)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        if (withAuthorization)
        {
            await clinic.SubmittedAsync(course, await clinic.PayerAsync(), Line(36));
        }

        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-08" })).Expect(HttpStatusCode.Created);
        Assert.Equal(["tentative"], (await clinic.VisitsAsync(course)).Select(v => (string)v["commitment"]!).Distinct());

        object coverage = approvedByHand ? new { kind = "insured", units = 40 } : new { kind = "self_pay" };
        (await clinic.Client.PatchAsync($"/v1/courses/{course}", new { coverage }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        Assert.Equal("ready", (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["state"]!);
        Assert.Equal(["firm"], (await clinic.VisitsAsync(course)).Select(v => (string)v["commitment"]!).Distinct());
        // What was not the patient's to pay and now is.
        Assert.Equal(approvedByHand ? 0L : 1L, await api.QueryAsync<long>(Estimates, course));
        // The job that tells patients has been told of them.
        Assert.True(await api.QueryAsync<long>("select count(*) from message_notes where patient_id = $1", clinic.Patients[0]) > 1);
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task InsuredCourse_ThatIsStillToBeApproved_StaysTentative()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-08" })).Expect(HttpStatusCode.Created);

        (await clinic.Client.PatchAsync($"/v1/courses/{course}", new { coverage = new { kind = "insured", supervision = Array.Empty<string>() } }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        Assert.Equal("awaiting_authorization", (string)(await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["state"]!);
        Assert.Equal(["tentative"], (await clinic.VisitsAsync(course)).Select(v => (string)v["commitment"]!).Distinct());
    }

    [Fact]
    public async Task Handover_OfASelfPayCourse_OwesAnEstimateAgain()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-03-08" })).Expect(HttpStatusCode.Created);
        Assert.Equal(1L, await api.QueryAsync<long>(Estimates, course));

        api.Clock.Set(VisitCalls.MondayMorning.AddDays(1));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/amendments", new { site = new { siteId = sister.SiteId }, from = "2027-03-15", reason = "Moves house." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);

        Assert.Equal(2L, await api.QueryAsync<long>(Estimates, course));
    }
}
