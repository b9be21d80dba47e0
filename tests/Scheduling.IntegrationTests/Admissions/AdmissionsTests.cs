using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Admissions;

/// <summary>A waiting list over HTTP: queued, searched by the job, looked at, booked.</summary>
public sealed class AdmissionsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly DateOnly Start = new(2027, 2, 22);
    private static readonly object[] Short = [new { phase = "acute", sessions = 20 }, new { phase = "taper_3", sessions = 0 }, new { phase = "taper_2", sessions = 0 }, new { phase = "taper_1", sessions = 0 }];
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Plan_ThenTheJob_ThenApply_BooksEveryCourseAsShown_Once()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        Guid[] courses = [await clinic.CreateCourseAsync(0, Short), await clinic.CreateCourseAsync(1, Short)];

        var queued = (await clinic.Client.PostAsync("/v1/admissions/plan", new
        {
            courses = new object[] { new { courseId = courses[0], preferredTime = "09:00" }, new { courseId = courses[1], preferredTime = "09:00", priority = 2 } },
            startOnOrAfter = Start,
            seconds = 2,
        })).Expect(HttpStatusCode.Accepted);

        var path = queued.Headers["Location"];
        Assert.Equal($"/v1/admissions/{queued.Id}", path);
        Assert.Equal("queued", (string)queued.Json["status"]!);
        // This host's jobs are disabled: it only queues.
        Assert.Equal("queued", (string)(await clinic.Client.GetAsync(path)).Json["status"]!);

        await RunJobAsync();

        var done = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK);
        Assert.Equal(("done", 100, 2), ((string)done.Json["status"]!, (int)done.Json["percent"]!, (int)done.Json["admitted"]!));
        Assert.True((decimal)done.Json["bound"]! <= (decimal)done.Json["cost"]! && (decimal)done.Json["cost"]! <= (decimal)done.Json["firstComeCost"]!);
        Assert.NotNull(done.Json["gap"]);
        Assert.Equal(courses, done.Json["courses"]!.AsArray().Select(c => Guid.Parse((string)c!["courseId"]!)));
        Assert.All(done.Json["courses"]!.AsArray(), c => Assert.Null(c!["sessions"]));
        var shown = (await clinic.Client.GetAsync($"{path}?include=sessions&courseId={courses[1]}")).Expect(HttpStatusCode.OK).Json["courses"]!.AsArray();
        Assert.Equal(20, Assert.Single(shown)!["sessions"]!.AsArray().Count);

        var applied = (await clinic.Client.PostAsync($"{path}/apply", new { }, idempotencyKey: "apply-1", ifMatch: done.Headers["ETag"])).Expect(HttpStatusCode.OK);

        Assert.Equal(courses, applied.Json["booked"]!.AsArray().Select(c => Guid.Parse((string)c!["courseId"]!)).Order());
        Assert.Equal(40L, await CountAsync("appointments", clinic));
        var booked = (await clinic.Client.GetAsync($"/v1/appointments?courseId={courses[1]}&limit=200")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(shown[0]!["sessions"]!.AsArray().Select(Shape), booked.Select(Shape));
        var replayed = await clinic.Client.PostAsync($"{path}/apply", new { }, idempotencyKey: "apply-1", ifMatch: done.Headers["ETag"]);
        Assert.Equal("true", replayed.Headers["Idempotent-Replayed"]);
        (await clinic.Client.PostAsync($"{path}/apply", new { }, ifMatch: done.Headers["ETag"])).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await clinic.Client.PostAsync($"{path}/apply", new { }, ifMatch: applied.Headers["ETag"])).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal(40L, await CountAsync("appointments", clinic));
        // From the table: the feed holds back what any older transaction of the cluster, another test's too, might still precede.
        Assert.Equal("admission.queued admission.started admission.done admission.applied", await api.QueryAsync<string>(
            "select string_agg(kind, ' ' order by xid, id) from events where clinic_id = $1 and kind like 'admission.%'", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task Apply_WhenACourseHasLostAPlace_NamesIt_BooksNothing_AndTheOthersCanBeNamed()
    {
        var clinic = await new ClinicBuilder().WithPatients(3).SeedAsync(api);
        Guid[] courses = [await clinic.CreateCourseAsync(0, Short), await clinic.CreateCourseAsync(1, Short)];
        var path = await PlannedAsync(clinic, courses);
        var shown = (await clinic.Client.GetAsync($"{path}?include=sessions")).Expect(HttpStatusCode.OK);
        var lost = shown.Json["courses"]![1]!["sessions"]![3]!;
        await api.ExecuteAsync(
            "insert into closures (clinic_id, id, resource_id, starts_at, ends_at, end_is_estimated, reason, version, created_at, updated_at) values ($1, $2, $3, $4::text::timestamptz, $5::text::timestamptz, false, 'service', 1, now(), now())",
            clinic.Client.ClinicId, Guid.CreateVersion7(), clinic.Devices[0], (string)lost["start"]!, (string)lost["end"]!);

        var refused = (await clinic.Client.PostAsync($"{path}/apply", new { }, ifMatch: shown.Headers["ETag"])).Expect(HttpStatusCode.Conflict, "plan_outdated");

        var named = Assert.Single(refused.Json["courses"]!.AsArray())!;
        Assert.Equal(courses[1].ToString(), (string)named["courseId"]!);
        Assert.Equal((4, clinic.Devices[0].ToString()), ((int)named["conflicts"]![0]!["sessionNumber"]!, (string)named["conflicts"]![0]!["resource"]!["id"]!));
        Assert.Equal(0L, await CountAsync("appointments", clinic));

        var applied = (await clinic.Client.PostAsync($"{path}/apply", new { courses = new[] { courses[0] } }, ifMatch: shown.Headers["ETag"])).Expect(HttpStatusCode.OK);
        Assert.Equal(courses[0].ToString(), (string)Assert.Single(applied.Json["booked"]!.AsArray())!["courseId"]!);
        Assert.Equal(20L, await CountAsync("appointments", clinic));
        (await clinic.Client.PostAsync($"{path}/apply", new { courses = new[] { courses[0] } }, ifMatch: applied.Headers["ETag"])).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.Client.PostAsync($"{path}/apply", new { courses = new[] { Guid.CreateVersion7() } }, ifMatch: applied.Headers["ETag"])).Expect(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Plan_WithoutCourses_TakesAllThatWait_AndSaysWhyOneWasNotLookedAt()
    {
        var clinic = await new ClinicBuilder().WithPatients(4).SeedAsync(api);
        Guid[] courses = [await clinic.CreateCourseAsync(0, Short), await clinic.CreateCourseAsync(1, Short), await clinic.CreateCourseAsync(2, Short)];
        (await clinic.Client.PostAsync($"/v1/courses/{courses[0]}/bookings", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Created);
        var path = (await clinic.Client.PostAsync("/v1/admissions/plan", new { startOnOrAfter = Start, seconds = 1 })).Expect(HttpStatusCode.Accepted).Headers["Location"];
        (await clinic.Client.PostAsync($"/v1/courses/{courses[2]}/bookings", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Created);

        await RunJobAsync();

        var decisions = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK).Json["courses"]!.AsArray();
        Assert.Equal([(courses[1].ToString(), true, null), (courses[2].ToString(), false, "wrong_state")],
            decisions.Select(d => ((string)d!["courseId"]!, (bool)d["admitted"]!, (string?)d["whyNot"])));
    }

    [Fact]
    public async Task Plan_WhatCanNotBeAdmitted_IsRefused()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var other = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync(0, Short);
        object List(params Guid[] ids) => new { courses = ids.Select(id => new { courseId = id }), startOnOrAfter = Start };

        (await clinic.Client.PostAsync("/v1/admissions/plan", List(await other.CreateCourseAsync()))).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.Client.PostAsync("/v1/admissions/plan", List(course, course))).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.PostAsync("/v1/admissions/plan", new { startOnOrAfter = Start, endOnOrBefore = Start.AddDays(-1) })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Created);
        (await clinic.Client.PostAsync("/v1/admissions/plan", List(course))).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.Client.PostAsync("/v1/admissions/plan", new { startOnOrAfter = Start })).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
    }

    [Fact]
    public async Task Get_ByAKeyLimitedToOtherSites_IsNotFoundAndNotListed()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var path = await PlannedAsync(clinic, await clinic.CreateCourseAsync(0, Short));
        var (here, elsewhere) = (await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read"], [clinic.SiteId]), await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read"], [Guid.CreateVersion7()]));

        (await here.GetAsync(path)).Expect(HttpStatusCode.OK);
        (await elsewhere.GetAsync(path)).Expect(HttpStatusCode.NotFound, "not_found");
        Assert.Single((await here.GetAsync("/v1/admissions?status=done")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        Assert.Empty((await elsewhere.GetAsync("/v1/admissions")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Cancel_WhileQueued_EndsItAtOnce()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync(0, Short);
        var path = (await clinic.Client.PostAsync("/v1/admissions/plan", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Accepted).Headers["Location"];

        var cancelled = (await clinic.Client.PostAsync($"{path}/cancel", new { })).Expect(HttpStatusCode.OK);
        await RunJobAsync();

        Assert.Equal("cancelled", (string)cancelled.Json["status"]!);
        var after = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK);
        Assert.Equal("cancelled", (string)after.Json["status"]!);
        Assert.Empty(after.Json["courses"]!.AsArray());
        (await clinic.Client.PostAsync($"{path}/cancel", new { })).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.Client.PostAsync($"{path}/apply", new { courses = new[] { course } }, ifMatch: after.Headers["ETag"])).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Job_ARunWhoseWorkerDied_IsTakenUpOnceItsLeaseHasEnded()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await clinic.CreateCourseAsync(0, Short);
        var queued = (await clinic.Client.PostAsync("/v1/admissions/plan", new { startOnOrAfter = Start, seconds = 1 })).Expect(HttpStatusCode.Accepted);
        await api.ExecuteAsync("update admissions set state = 'running', lease = gen_random_uuid(), lease_until = now() + interval '1 hour', attempts = 1 where id = $1", queued.Id);

        await RunJobAsync();
        var meanwhile = (string)(await clinic.Client.GetAsync($"/v1/admissions/{queued.Id}")).Json["status"]!;
        await api.ExecuteAsync("update admissions set lease_until = now() - interval '1 second' where id = $1", queued.Id);
        await RunJobAsync();

        Assert.Equal("running", meanwhile);
        Assert.Equal("done", (string)(await clinic.Client.GetAsync($"/v1/admissions/{queued.Id}")).Json["status"]!);
        Assert.Equal(2, await api.QueryAsync<int>("select attempts from admissions where id = $1", queued.Id));
    }

    [Fact]
    public async Task Job_ARunThatKillsEveryWorker_FailsInTheEnd()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        await clinic.CreateCourseAsync(0, Short);
        var queued = (await clinic.Client.PostAsync("/v1/admissions/plan", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Accepted);
        await api.ExecuteAsync("update admissions set state = 'running', lease = gen_random_uuid(), lease_until = now() - interval '1 second', attempts = 3 where id = $1", queued.Id);

        await RunJobAsync();

        Assert.Equal("failed", (string)(await clinic.Client.GetAsync($"/v1/admissions/{queued.Id}")).Json["status"]!);
    }

    private static string Shape(JsonNode? visit) =>
        $"{visit!["start"]} {visit["kind"]} {string.Join(' ', visit["resources"]!.AsArray().Select(r => $"{r!["id"]}{r["role"]}").Order(StringComparer.Ordinal))}";

    private async Task<string> PlannedAsync(SmallClinic clinic, params Guid[] courses)
    {
        var queued = await clinic.Client.PostAsync("/v1/admissions/plan", new { courses = courses.Select(id => new { courseId = id, preferredTime = "10:00" }), startOnOrAfter = Start, seconds = 1 });
        await RunJobAsync();
        return queued.Expect(HttpStatusCode.Accepted).Headers["Location"];
    }

    private Task RunJobAsync() => api.Services.GetRequiredService<JobRunner>().RunAsync("run-admissions", TestContext.Current.CancellationToken);

    private Task<long> CountAsync(string table, SmallClinic clinic) => api.QueryAsync<long>($"select count(*) from {table} where clinic_id = $1", clinic.Client.ClinicId);
}
