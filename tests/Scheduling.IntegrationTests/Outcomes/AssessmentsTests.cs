using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.Application.Outcomes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Outcomes;

public sealed class AssessmentsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public AssessmentsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Theory]
    [InlineData("phq9", 9, 3, 27, 27)]
    [InlineData("gad7", 7, 3, 21, 21)]
    [InlineData("hamd17", 17, 2, 34, 52)]
    [InlineData("madrs", 10, 6, 60, 60)]
    [InlineData("qids16", 16, 3, 27, 27)]
    [InlineData("ybocs", 10, 4, 40, 40)]
    public async Task Record_OfEachInstrument_KeepsItsRanges(string instrument, int items, int each, int total, int most)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var path = $"/v1/courses/{course}/assessments";
        var made = (await clinic.Client.PostAsync(path, new { instrument, items = Enumerable.Repeat(each, items) })).Expect(HttpStatusCode.Created);
        Assert.Equal((total, "2027-02-22"), ((int)made.Json["total"]!, (string)made.Json["on"]!));
        async Task RefusedAsync(object body, string pointer) => Assert.NotNull((await clinic.Client.PostAsync(path, body)).Expect(HttpStatusCode.BadRequest, "invalid_request").Json["errors"]![pointer]);
        await RefusedAsync(new { instrument, items = Enumerable.Repeat(0, items - 1) }, "/items");
        await RefusedAsync(new { instrument, items = Enumerable.Repeat(0, items - 1).Append(Instruments.Find(instrument)!.ItemMax[^1] + 1) }, $"/items/{items - 1}");
        await RefusedAsync(new { instrument, items = Enumerable.Repeat(each, items), total = total - 1 }, "/total");
        await RefusedAsync(new { instrument, total = most + 1 }, "/total");
        await RefusedAsync(new { instrument }, "/items");
        (await clinic.Client.PostAsync(path, new { instrument, total = most })).Expect(HttpStatusCode.Created);
        Assert.Equal(most, Instruments.Find(instrument)!.MaxTotal);
    }

    [Fact]
    public async Task ItemNine_AboveNought_OpensAClinicianTaskToday_R24()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        await ScoreAsync(clinic, course, 24, null);
        Assert.Equal(0L, await OpenAsync(course, "clinician_review"));

        await ScoreAsync(clinic, course, 1, null, itemNine: 1);

        Assert.Equal(1L, await OpenAsync(course, "clinician_review"));
        Assert.Equal("clinician R24 2027-02-23 05:00", await api.QueryAsync<string>("select role || ' ' || rule || ' ' || to_char(due_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') from tasks where course_id = $1 and kind = 'clinician_review'", course));
    }

    [Theory]
    [InlineData("phq9", 5, 1)]
    [InlineData("phq9", 0, 0)]
    [InlineData("gad7", 5, 0)]
    public async Task ATotalAlone_ThatMayHideItemNine_OpensAClinicianTaskToday_R24(string instrument, int total, long opened)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/assessments", new { instrument, total })).Expect(HttpStatusCode.Created);
        Assert.Equal(opened, await OpenAsync(course, "clinician_review"));
    }

    [Fact]
    public async Task WorstScores_OfEveryInstrument_StopNothing_R17()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(3);
        await ScoreAsync(clinic, course, 5, null);
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(5));
        (await clinic.ActAsync(visits[0], "deliver", new { at = "2027-02-22T10:00:00-05:00" }, "\"1\"")).Expect(HttpStatusCode.OK);
        var before = await StandsAsync(course);
        foreach (var instrument in Instruments.All)
        {
            (await clinic.Client.PostAsync($"/v1/courses/{course}/assessments", new { instrument = instrument.Code, items = instrument.ItemMax })).Expect(HttpStatusCode.Created);
        }

        await LookAsync();

        Assert.Equal(before, await StandsAsync(course));
        Assert.StartsWith("active", before, StringComparison.Ordinal);
        api.Clock.Advance(TimeSpan.FromDays(1));
        (await clinic.ActAsync(visits[1], "check-in", new { }, (await clinic.VisitAsync(visits[1])).ETag)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Curve_CountsFromTheBaseline_AndAnEndWithoutResponseAsksForTheNextStep()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(2);
        await ScoreAsync(clinic, course, 20, null);
        await api.ExecuteAsync("update courses set targets = '[{\"phase\":\"acute\",\"sessions\":2}]' where id = $1", course);
        for (var i = 0; i < 2; i++)
        {
            api.Clock.Set(VisitCalls.MondayMorning.AddDays(i).AddHours(5));
            (await clinic.ActAsync(visits[i], "deliver", new { at = VisitCalls.MondayMorning.AddDays(i).AddHours(4) }, (await clinic.VisitAsync(visits[i])).ETag)).Expect(HttpStatusCode.OK);
        }

        await ScoreAsync(clinic, course, 10, "2027-02-22");
        Assert.Equal(0L, await OpenAsync(course, "next_step"));
        await ScoreAsync(clinic, course, 11, null);

        Assert.Equal(1L, await OpenAsync(course, "next_step"));
        var curve = Assert.Single((await clinic.Client.GetAsync($"/v1/courses/{course}/assessments/curve")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray())!;
        // The one of Monday evening was entered after the morning's, and is the baseline of that day.
        Assert.Equal("phq9 2027-02-22 10", $"{curve["instrument"]} {curve["baselineOn"]} {curve["baseline"]}");
        Assert.Equal("1:10:none 2:11:none", string.Join(' ', curve["points"]!.AsArray().Select(p => $"{p!["sessions"]}:{p["total"]}:{p["status"]}")));
    }

    [Fact]
    public async Task Scale_DueBeforeTheFirstSession_IsAskedForOnce_AndEnteringItClosesTheTask()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(2);
        await LookAsync();
        await LookAsync();
        Assert.Equal(1L, await OpenAsync(course, "scale_due"));
        await ScoreAsync(clinic, course, 20, null);
        Assert.Equal(0L, await OpenAsync(course, "scale_due"));
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(5));
        (await clinic.ActAsync(visits[0], "deliver", new { at = "2027-02-22T10:00:00-05:00" }, "\"1\"")).Expect(HttpStatusCode.OK);
        await LookAsync();
        Assert.Equal(0L, await OpenAsync(course, "scale_due"));
        // Treated, and no threshold was ever entered.
        Assert.Equal(1L, await OpenAsync(course, "threshold_due"));
    }

    private async Task LookAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AskForChecksJob>().ExecuteAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ScoreAsync(SmallClinic clinic, Guid course, int total, string? on, int itemNine = 0)
    {
        var items = new int[9];
        for (var (i, left) = (0, total - itemNine); i < 8; i++)
        {
            items[i] = Math.Min(3, left);
            left -= items[i];
        }

        items[8] = itemNine;
        (await clinic.Client.PostAsync($"/v1/courses/{course}/assessments", new { instrument = "phq9", on, items })).Expect(HttpStatusCode.Created);
    }

    private Task<long> OpenAsync(Guid course, string kind) => api.QueryAsync<long>("select count(*) from tasks where course_id = $1 and kind = $2 and state = 'open'", course, kind);

    private Task<string> StandsAsync(Guid course) => api.QueryAsync<string>(
        "select c.state || ' ' || string_agg(a.state || a.version, ',' order by a.starts_at) from courses c join appointments a on a.course_id = c.id where c.id = $1 group by c.state", course);
}
