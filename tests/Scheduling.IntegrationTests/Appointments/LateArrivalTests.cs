using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

/// <summary>A patient who comes late: what is offered, that asking changes nothing, and that each option can be taken by the calls it names.</summary>
public sealed class LateArrivalTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public LateArrivalTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Late_OnTheOnlyDevice_SlidesWithKnockOn_AndTheCallsTakeIt()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (late, behind) = await BackToBackAsync(clinic);
        var written = await WrittenAsync();

        var answer = await AskAsync(clinic, late, new { minutesLate = 22 });

        Assert.Equal(written, await WrittenAsync());
        Assert.Equal((22, "2027-02-23T09:22:00-05:00"), ((int)answer["minutesLate"]!, (string)answer["expectedAt"]!));
        Assert.Equal("later_today,later_today,later_today,owed,slide", string.Join(',', answer["options"]!.AsArray().Select(o => (string)o!["kind"]!)));
        var slide = Option(answer, "slide");
        Assert.Equal("2027-02-23T09:25:00-05:00", (string)slide["start"]!);
        var pushed = Assert.Single(slide["knockOn"]!.AsArray())!;
        Assert.Equal(
            (behind, clinic.Patients[1], "2027-02-23T10:00:00-05:00", 25),
            (Guid.Parse((string)pushed["appointmentId"]!), Guid.Parse((string)pushed["patientId"]!), (string)pushed["newStart"]!, (int)pushed["minutes"]!));
        await TakeAsync(clinic, slide);
        Assert.Equal("09:25,10:00", $"{await LocalTimeAsync(clinic, late)},{await LocalTimeAsync(clinic, behind)}");
    }

    [Fact]
    public async Task Late_WithAnotherDevice_IsOfferedItFirst_AndItMovesNobody()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).WithDevices(2).WithTechnicians(2).SeedAsync(api);
        var (late, behind) = await BackToBackAsync(clinic);
        var before = (await clinic.VisitAsync(late)).Json.Resource("device");

        var answer = await AskAsync(clinic, late, new { expectedAt = "2027-02-23T09:22:00-05:00" });

        Assert.Equal("other_device", (string)answer["options"]![0]!["kind"]!);
        await TakeAsync(clinic, answer["options"]![0]!);
        Assert.NotEqual(before, (await clinic.VisitAsync(late)).Json.Resource("device"));
        Assert.Equal("09:25,09:35", $"{await LocalTimeAsync(clinic, late)},{await LocalTimeAsync(clinic, behind)}");
    }

    [Fact]
    public async Task Late_EveryOption_CanBeTaken_OrIsNotOffered()
    {
        for (var i = 0; ; i++)
        {
            var clinic = await new ClinicBuilder().WithPatients(2).WithDevices(2).WithTechnicians(2).SeedAsync(api);
            var (late, _) = await BackToBackAsync(clinic);
            var options = (await AskAsync(clinic, late, new { minutesLate = 22 }))["options"]!.AsArray();
            if (i == options.Count)
            {
                Assert.True(i > 3);
                return;
            }

            await TakeAsync(clinic, options[i]!);
        }
    }

    [Fact]
    public async Task Late_VisitThatSlidPastTheShift_IsNotOffered()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).Open(new TimeOnly(7, 0), new TimeOnly(10, 30)).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        await clinic.BookSessionAsync(course, "initial", "2027-02-22", "07:00");
        var late = await clinic.BookSessionAsync(course, "treatment", "2027-02-23", "09:55");

        var answer = await AskAsync(clinic, late.Id, new { minutesLate = 10 });

        Assert.Equal("owed", string.Join(',', answer["options"]!.AsArray().Select(o => (string)o!["kind"]!)));
        Assert.NotEmpty(Option(answer, "owed")["makeUpOptions"]!.AsArray());
    }

    [Fact]
    public async Task Late_Owed_NamesACancellationBefore_AndANoShowAfterTheStart()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (late, _) = await BackToBackAsync(clinic);
        Assert.EndsWith("/cancel", (string)Option(await AskAsync(clinic, late, new { minutesLate = 22 }), "owed")["calls"]![0]!["path"]!, StringComparison.Ordinal);
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(1).AddHours(3).AddMinutes(5));
        var owed = Option(await AskAsync(clinic, late, new { minutesLate = 22 }), "owed");
        Assert.EndsWith("/no-show", (string)owed["calls"]![0]!["path"]!, StringComparison.Ordinal);
        await TakeAsync(clinic, owed);
        Assert.Equal("no_show", (string)(await clinic.VisitAsync(late)).Json["state"]!);
        (await clinic.Client.PostAsync($"/v1/appointments/{late}/late", new { minutesLate = 22 }, idempotencyKey: "")).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Late_WithoutSense_IsRefused_NamingTheField()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (_, visits) = await clinic.WeekAsync(1);
        async Task RefusedAsync(object body, HttpStatusCode status) => Assert.NotNull((await clinic.Client.PostAsync($"/v1/appointments/{visits[0]}/late", body, idempotencyKey: "")).Expect(status).Json["errors"]!["/expectedAt"]);
        await RefusedAsync(new { }, HttpStatusCode.BadRequest);
        await RefusedAsync(new { minutesLate = 5, expectedAt = "2027-02-22T09:20:00-05:00" }, HttpStatusCode.BadRequest);
        await RefusedAsync(new { expectedAt = "2027-02-22T08:50:00-05:00" }, HttpStatusCode.UnprocessableEntity);
        await RefusedAsync(new { expectedAt = "2027-02-23T09:20:00-05:00" }, HttpStatusCode.UnprocessableEntity);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(4));
        await RefusedAsync(new { expectedAt = "2027-02-22T09:20:00-05:00" }, HttpStatusCode.UnprocessableEntity);
    }

    // Tuesday: 9:00 to 9:30 and, behind it, 9:35 to 10:05 of another patient.
    private static async Task<(Guid Late, Guid Behind)> BackToBackAsync(SmallClinic clinic)
    {
        var (first, second) = (await clinic.CreateCourseAsync(), await clinic.CreateCourseAsync(1));
        await clinic.BookSessionAsync(first, "initial", "2027-02-22", "09:00");
        await clinic.BookSessionAsync(second, "initial", "2027-02-22", "11:00", 1);
        return ((await clinic.BookSessionAsync(first, "treatment", "2027-02-23", "09:00")).Id, (await clinic.BookSessionAsync(second, "treatment", "2027-02-23", "09:35", 1)).Id);
    }

    private static async Task<JsonNode> AskAsync(SmallClinic clinic, Guid visit, object body) =>
        (await clinic.Client.PostAsync($"/v1/appointments/{visit}/late", body, idempotencyKey: "")).Expect(HttpStatusCode.OK).Json;

    private static JsonNode Option(JsonNode answer, string kind) => answer["options"]!.AsArray().Single(o => (string)o!["kind"]! == kind)!;

    private static async Task TakeAsync(SmallClinic clinic, JsonNode option)
    {
        foreach (var call in option["calls"]!.AsArray())
        {
            (await clinic.Client.PostAsync((string)call!["path"]!, call["body"], (string)call["ifMatch"]!)).Expect(HttpStatusCode.OK);
        }
    }

    private static async Task<string> LocalTimeAsync(SmallClinic clinic, Guid visit) => ((string)(await clinic.VisitAsync(visit)).Json["localTime"]!)[..5];

    private Task<string> WrittenAsync() => api.QueryAsync<string>(
        "select (select count(*) from appointment_changes) || '/' || (select sum(version) from appointments) || '/' || (select sum(version) from courses) || '/' || (select count(*) from allocations)");
}
