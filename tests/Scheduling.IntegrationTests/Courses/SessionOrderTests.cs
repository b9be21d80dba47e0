using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>The order of a course's sessions and the model it is treated on, on every way into the book (R10, R11, R23).</summary>
public sealed class SessionOrderTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public SessionOrderTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task ASession_BehindALaterPhase_IsNeitherBookedNorBroughtBack_R11()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        foreach (var acute in visits.Skip(28).Take(2))
        {
            await CancelAsync(clinic, acute);
        }

        Assert.Equal("R11", await RefusedAsync(clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At("2027-04-08", "09:00"), patientId = clinic.Patients[0], courseId = course })));
        // The first of the taper comes forward, and now the last acute one would lie behind it.
        var taper = visits[30];
        (await clinic.ActAsync(taper.Id(), "move", new { scope = "this", start = VisitCalls.At("2027-04-01", "09:00"), @override = new { rules = new[] { "R6" }, reason = "Agreed." } }, (string)taper["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal("R11", await RefusedAsync(clinic.ActAsync(visits[29].Id(), "undo", new { }, (await clinic.VisitAsync(visits[29].Id())).ETag)));
        Assert.Equal("cancelled_by_patient", (string)(await clinic.VisitAsync(visits[29].Id())).Json["state"]!);

        var before = (await clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At("2027-03-31", "15:00"), patientId = clinic.Patients[0], courseId = course, @override = new { rules = new[] { "R6" }, reason = "Agreed." } })).Expect(HttpStatusCode.Created);
        Assert.Equal("acute", (string)before.Json["phase"]!);
    }

    [Fact]
    public async Task ATreatment_InFrontOfTheThresholdThatIsOwed_IsNeitherBookedNorMovedThere_R23()
    {
        var (clinic, sister, course) = await HandedOverAsync();
        var visits = await clinic.VisitsAsync(course);
        var (threshold, last) = (visits[5], visits[^1]);
        Assert.Equal("mt_redetermination", (string)threshold["kind"]!);
        var early = new { localDate = "2027-03-01", localTime = "08:00" };

        Assert.Equal("R23", await RefusedAsync(clinic.ActAsync(visits[6].Id(), "move", new { scope = "this", start = early }, (string)visits[6]["etag"]!)));
        Assert.Equal("R23", await RefusedAsync(clinic.ActAsync(threshold.Id(), "move", new { scope = "this", start = VisitCalls.At("2027-03-04", "12:00") }, (string)threshold["etag"]!)));
        await CancelAsync(clinic, visits[6]);
        Assert.Equal("R23", await RefusedAsync(clinic.PostVisitAsync(new { kind = "treatment", start = early, patientId = clinic.Patients[0], courseId = course, siteId = sister.SiteId })));
        (await clinic.ActAsync(threshold.Id(), "move", new { scope = "this", start = VisitCalls.At("2027-03-02", "12:00") }, (string)threshold["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal("2027-03-02", (string)(await clinic.VisitAsync(threshold.Id())).Json["localDate"]!);
        Assert.Equal("booked", (string)(await clinic.VisitAsync(last.Id())).Json["state"]!);
    }

    [Fact]
    public async Task AVisit_MovedToAnotherSite_IsAskedForTheModelOfItsNewDate_R23()
    {
        var (clinic, sister, course) = await HandedOverAsync();
        var visits = await clinic.VisitsAsync(course);
        await CancelAsync(clinic, visits[7]);
        var date = (string)visits[7]["localDate"]!;

        // Still on the old model until March, it may go where the new one is once that is its own.
        Assert.Equal("R23", await RefusedAsync(clinic.ActAsync(visits[3].Id(), "move", new { scope = "this", siteId = sister.SiteId, localTime = "12:00" }, (string)visits[3]["etag"]!)));
        (await clinic.ActAsync(visits[3].Id(), "move", new { scope = "this", siteId = sister.SiteId, start = VisitCalls.At(date, "12:00") }, (string)visits[3]["etag"]!)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Mapping_WithTheCoil_KeepsToTheModelOfTheCourse_R23()
    {
        var clinic = await new ClinicBuilder().OnProtocol("saint").SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic, otherModel: true);
        var course = await clinic.CreateCourseAsync();
        var mapping = new { kind = "mapping", start = VisitCalls.At("2027-02-23", "09:00"), patientId = clinic.Patients[0], courseId = course };
        var first = (await clinic.PostVisitAsync(mapping)).Expect(HttpStatusCode.Created);
        Assert.NotNull((await clinic.Client.GetAsync($"/v1/courses/{course}")).Json["deviceModelId"]);
        await CancelAsync(clinic, first.Json);
        await api.ExecuteAsync("update courses set device_model_id = $2 where id = $1", course, sister.ModelId);

        Assert.Equal("R23", await RefusedAsync(clinic.PostVisitAsync(mapping)));
    }

    [Fact]
    public async Task ARepair_OfTheInitialVisit_PullsWhatFollows_R10()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();

        var repair = await RepairedAsync(clinic, clinic.SiteId, "2027-02-22", 3);

        Assert.Equal(0, (int)repair["cost"]!["lost"]!);
        var now = await BookedAsync(clinic, course);
        Assert.Equal((visits[0].Id(), "initial", "2027-02-25"), (now[0].Id(), (string)now[0]["kind"]!, (string)now[0]["localDate"]!));
        Assert.Equal(36, now.Count);
        Assert.Equal(now.Select(v => (string)v["phase"]!).OrderBy(p => p == "acute" ? 0 : 1), now.Select(v => (string)v["phase"]!));
    }

    [Fact]
    public async Task ARepair_OfTheInitialVisit_WhoseTreatmentsStay_GivesItNoPlaceBehindThem_R10()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        // Confirmed ones don't give way.
        await api.ExecuteAsync("update appointments set state = 'confirmed' where id = $1", visits[1].Id());

        var repair = await RepairedAsync(clinic, clinic.SiteId, "2027-02-22", 1);

        Assert.Equal(1, (int)repair["cost"]!["lost"]!);
        Assert.Equal("needs_new_time", (string)(await clinic.VisitAsync(visits[0].Id())).Json["state"]!);
        Assert.Equal(visits.Skip(1).Select(v => (string)v["start"]!), (await BookedAsync(clinic, course)).Select(v => (string)v["start"]!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ARepair_OfTheThresholdThatIsOwed_PullsWhatFollows_R23(int days)
    {
        var (clinic, sister, course) = await HandedOverAsync();
        var threshold = (await clinic.VisitsAsync(course))[5];
        Assert.Equal(("mt_redetermination", "2027-03-01"), ((string)threshold["kind"]!, (string)threshold["localDate"]!));

        var repair = await RepairedAsync(clinic, sister.SiteId, "2027-03-01", days);

        Assert.Equal(0, (int)repair["cost"]!["lost"]!);
        var now = (await BookedAsync(clinic, course)).Where(v => string.CompareOrdinal((string)v["localDate"]!, "2027-03-01") >= 0).ToList();
        Assert.Equal(threshold.Id(), now[0].Id());
        Assert.Equal($"2027-03-0{1 + days}", (string)now[0]["localDate"]!);
    }

    [Fact]
    public async Task ARepair_IsAskedForTheOrderAgain_WhenItIsApplied_R10()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WholeCourseAsync();
        var repair = await ProposedAsync(clinic, clinic.SiteId, "2027-02-22", 1);
        var initial = repair["changes"]!.AsArray().Single(c => c!["appointmentId"]!.GetValue<string>() == visits[0].Id().ToString())!;
        Assert.Equal(new DateTimeOffset(2027, 2, 23, 9, 0, 0, TimeSpan.FromHours(-5)), (DateTimeOffset)initial["after"]!["start"]!);

        // One that the repair doesn't speak of comes to lie in front of the initial visit's new place.
        (await clinic.ActAsync(visits[2].Id(), "move", new { scope = "this", start = VisitCalls.At("2027-02-23", "08:00"), @override = new { rules = new[] { "R6" }, reason = "Agreed." } }, (string)visits[2]["etag"]!)).Expect(HttpStatusCode.OK);
        var book = (await BookedAsync(clinic, course)).Select(v => (string)v["start"]!).ToList();

        var refused = (await ApplyAsync(clinic, repair)).Expect(HttpStatusCode.Conflict, "plan_outdated");
        Assert.Contains("of kind initial", (string)refused.Json["detail"]!, StringComparison.Ordinal);
        Assert.Equal(book, (await BookedAsync(clinic, course)).Select(v => (string)v["start"]!));
    }

    private static async Task<JsonNode> RepairedAsync(SmallClinic clinic, Guid site, string date, int days)
    {
        var repair = await ProposedAsync(clinic, site, date, days);
        (await ApplyAsync(clinic, repair)).Expect(HttpStatusCode.OK);
        return repair;
    }

    private static async Task<JsonNode> ProposedAsync(SmallClinic clinic, Guid site, string date, int days)
    {
        var from = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        var closure = (await clinic.Client.PostAsync("/v1/closures", new { siteId = site, from = $"{from:yyyy-MM-dd}T05:00:00Z", until = $"{from.AddDays(days):yyyy-MM-dd}T05:00:00Z", reason = "Flood" })).Expect(HttpStatusCode.Created);
        return closure.Json["repair"]!;
    }

    private static Task<ApiAnswer> ApplyAsync(SmallClinic clinic, JsonNode repair) => clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { }, (string)repair["etag"]!);

    private static async Task<List<JsonNode>> BookedAsync(SmallClinic clinic, Guid course) =>
        [.. (await clinic.VisitsAsync(course)).Where(v => (string)v["state"]! is "booked" or "confirmed").OrderBy(v => (DateTimeOffset)v["start"]!)];

    private async Task<(SmallClinic Clinic, SisterSite Sister, Guid Course)> HandedOverAsync()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic, otherModel: true);
        var (course, visits) = await clinic.WholeCourseAsync();
        api.Clock.Set(((DateTimeOffset)visits[0]["start"]!).AddMinutes(30));
        (await clinic.ActAsync(visits[0].Id(), "deliver", new { at = ((DateTimeOffset)visits[0]["start"]!).AddMinutes(10) }, (string)visits[0]["etag"]!)).Expect(HttpStatusCode.OK);
        var ordered = (await clinic.Client.PostAsync($"/v1/courses/{course}/orders", new { kind = "device_change", reason = "Moves." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.Created);
        (await clinic.Client.PostAsync($"/v1/courses/{course}/amendments", new { site = new { siteId = sister.SiteId }, from = "2027-03-01", reason = "Moves house." }, ordered.ETag)).Expect(HttpStatusCode.OK);
        return (clinic, sister, course);
    }

    private static async Task CancelAsync(SmallClinic clinic, JsonNode visit) =>
        (await clinic.ActAsync(visit.Id(), "cancel", new { scope = "this", by = "patient", reason = "Exam." }, (await clinic.VisitAsync(visit.Id())).ETag)).Expect(HttpStatusCode.OK);

    private static async Task<string> RefusedAsync(Task<ApiAnswer> call) => (string)(await call).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken").Json["rule"]!;
}
