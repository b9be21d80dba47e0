using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Waitlist;

public sealed class WaitlistTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;
    private readonly PostgresFixture postgres;

    public WaitlistTests(ApiFixture fixture, PostgresFixture postgres)
    {
        (api, this.postgres) = (fixture.Api, postgres);
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task FreedPlace_IsOfferedInOrder_AndAcceptingMovesTheVisit_WhoseOldPlaceIsOfferedNext()
    {
        var clinic = await new ClinicBuilder().WithPatients(4).SeedAsync(api);
        var tuesday = await clinic.BookConsultAsync("2027-02-23", "09:00");
        var wednesday = await clinic.BookConsultAsync("2027-02-24", "09:00", 1);
        var thursday = await clinic.BookConsultAsync("2027-02-25", "09:00", 2);
        var first = await WaitAsync(api, clinic, new { appointmentId = wednesday.Id, wants = "sooner" });
        var second = await WaitAsync(api, clinic, new { appointmentId = thursday.Id, wants = "sooner" });
        await OfferAsync(api);
        Assert.Empty(await OffersAsync(clinic, first));

        (await clinic.ActAsync(tuesday.Id, "cancel", new { scope = "this", by = "patient", reason = "Flu." }, tuesday.ETag)).Expect(HttpStatusCode.OK);
        Assert.Empty(await OffersAsync(clinic, first));
        await OfferAsync(api);
        await OfferAsync(api);
        var offer = Assert.Single(await OffersAsync(clinic, first));
        Assert.Equal(
            ("open", $"{wednesday.Id}", 1, VisitCalls.MondayMorning.AddHours(27), VisitCalls.MondayMorning.AddHours(2).AddMilliseconds(20)),
            ((string)offer["state"]!, (string)offer["appointmentId"]!, (int)offer["fence"]!, (DateTimeOffset)offer["start"]!, (DateTimeOffset)offer["expiresAt"]!));
        Assert.Empty(await OffersAsync(clinic, second));
        Assert.Equal("waitlist_offer open", await TasksAsync(clinic));

        var path = $"/v1/waitlist/{first.Id}/offers/{(string)offer["id"]!}/accept";
        (await clinic.Client.PostAsync(path)).Expect(HttpStatusCode.PreconditionRequired, "version_required");
        (await clinic.Client.PostAsync(path, ifMatch: "\"9\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await clinic.Client.PostAsync($"/v1/waitlist/{second.Id}/offers/{(string)offer["id"]!}/accept", ifMatch: "\"1\"")).Expect(HttpStatusCode.NotFound);
        var accepted = (await clinic.Client.PostAsync(path, ifMatch: (string)offer["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal(("accepted", "2027-02-23T09:00:00-05:00"), ((string)accepted.Json["offer"]!["state"]!, (string)accepted.Json["visit"]!["start"]!));
        (await clinic.Client.PostAsync(path, ifMatch: accepted.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal("fulfilled", (string)(await clinic.Client.GetAsync($"/v1/waitlist/{first.Id}")).Json["state"]!);
        Assert.Equal("waitlist_offer closed", await TasksAsync(clinic));
        Assert.Equal("booked,moved", await api.QueryAsync<string>("select string_agg(kind, ',' order by id) from appointment_changes where appointment_id = $1", wednesday.Id));

        // What the winner left is a place as well; the place it took is not offered again.
        await OfferAsync(api);
        var next = Assert.Single(await OffersAsync(clinic, second));
        Assert.Equal(VisitCalls.MondayMorning.AddHours(51), (DateTimeOffset)next["start"]!);
    }

    [Fact]
    public async Task AnOfferThatExpires_OrIsDeclined_GoesToTheNext_AndIsWorthNothing()
    {
        var clinic = await new ClinicBuilder().WithPatients(4).SeedAsync(api);
        var tuesday = await clinic.BookConsultAsync("2027-02-23", "09:00");
        List<ApiAnswer> entries = [];
        for (var i = 1; i < 4; i++)
        {
            var visit = await clinic.BookConsultAsync("2027-02-24", $"{8 + (2 * i)}:00".PadLeft(5, '0'), i);
            entries.Add(await WaitAsync(api, clinic, new { appointmentId = visit.Id, wants = "sooner" }));
        }

        (await clinic.ActAsync(tuesday.Id, "move", new { scope = "this", start = VisitCalls.At("2027-02-26", "15:00") }, tuesday.ETag)).Expect(HttpStatusCode.OK);
        await OfferAsync(api);
        var first = Assert.Single(await OffersAsync(clinic, entries[0]));
        api.Clock.Set(VisitCalls.MondayMorning.AddHours(2).AddMinutes(1));
        Assert.Contains("expired", (await AcceptAsync(clinic, entries[0], first)).Expect(HttpStatusCode.Conflict, "wrong_state").Text, StringComparison.Ordinal);
        await OfferAsync(api);
        Assert.Equal("expired", (string)Assert.Single(await OffersAsync(clinic, entries[0]))["state"]!);
        var second = Assert.Single(await OffersAsync(clinic, entries[1]));
        Assert.Equal(2, (int)second["fence"]!);
        (await clinic.Client.PostAsync($"/v1/waitlist/{entries[1].Id}/offers/{(string)second["id"]!}/decline", ifMatch: (string)second["etag"]!)).Expect(HttpStatusCode.OK);
        await OfferAsync(api);
        var third = Assert.Single(await OffersAsync(clinic, entries[2]));
        Assert.Equal(3, (int)third["fence"]!);

        // Somebody books the place meanwhile: the move is refused, and the visit stays where it is.
        await clinic.BookConsultAsync("2027-02-23", "09:00");
        var refused = await AcceptAsync(clinic, entries[2], third);
        Assert.True(refused.Status is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity, refused.Text);
        Assert.Equal("open", (string)Assert.Single(await OffersAsync(clinic, entries[2]))["state"]!);
        (await clinic.Client.DeleteAsync($"/v1/waitlist/{entries[2].Id}", entries[2].ETag)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("lost", (string)Assert.Single(await OffersAsync(clinic, entries[2]))["state"]!);
    }

    [Fact]
    public async Task ACourseOnHold_IsOfferedNothing()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(3);
        var tuesday = await clinic.BookConsultAsync("2027-02-23", "15:00", 1);
        var entry = await WaitAsync(api, clinic, new { appointmentId = visits[1], wants = "other_time", windows = new[] { new { day = "tuesday", from = "12:00", until = "18:00" } } });
        (await clinic.Client.PostAsync($"/v1/courses/{course}/hold", new { reason = "Question." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(tuesday.Id, "cancel", new { scope = "this", by = "patient", reason = "Flu." }, tuesday.ETag)).Expect(HttpStatusCode.OK);
        await OfferAsync(api);
        Assert.Empty(await OffersAsync(clinic, entry));

        (await clinic.Client.PostAsync($"/v1/courses/{course}/resume", new { reason = "Answered." }, await clinic.CourseTagAsync(course))).Expect(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(61));
        await OfferAsync(api);
        Assert.Single(await OffersAsync(clinic, entry));
    }

    [Fact]
    public async Task ACourse_IsOfferedOtherTimesOfItsDays_AndEntriesEnd()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (course, visits) = await clinic.WeekAsync(3);
        var other = await clinic.BookConsultAsync("2027-02-24", "16:00", 1);
        (await clinic.Client.PostAsync("/v1/waitlist", new { courseId = course, wants = "other_time" })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.PostAsync("/v1/waitlist", new { courseId = course, appointmentId = visits[0], wants = "sooner" })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.Client.PostAsync("/v1/waitlist", new { courseId = Guid.CreateVersion7(), wants = "sooner" })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.Client.PostAsync("/v1/waitlist", new { courseId = course, wants = "sooner", expiresAt = "2027-02-22T06:00:00-05:00" })).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        var short_ = await WaitAsync(api, clinic, new { courseId = course, wants = "sooner", expiresAt = "2027-02-22T06:30:00-05:00" });
        var entry = await WaitAsync(api, clinic, new { courseId = course, wants = "other_time", windows = new[] { new { day = "wednesday", from = "15:00", until = "18:00" } } });
        (await clinic.ActAsync(other.Id, "cancel", new { scope = "this", by = "patient", reason = "No." }, other.ETag)).Expect(HttpStatusCode.OK);
        await OfferAsync(api);
        Assert.Empty(await OffersAsync(clinic, short_));
        var offer = Assert.Single(await OffersAsync(clinic, entry));
        Assert.Equal($"{visits[2]}", (string)offer["appointmentId"]!);
        api.Clock.Set(VisitCalls.MondayMorning.AddMinutes(30));
        await OfferAsync(api);
        Assert.Equal("expired", (string)(await clinic.Client.GetAsync($"/v1/waitlist/{short_.Id}")).Json["state"]!);
        // A visit moved since the offer is not moved by it.
        (await clinic.ActAsync(visits[2], "move", new { scope = "this", localTime = "11:00" }, "\"1\"")).Expect(HttpStatusCode.OK);
        (await AcceptAsync(clinic, entry, offer)).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task WhomAPlaceDoesNotSuit_IsAskedAboutItAgainOnlyAfterAnHour_NewcomersAtOnce()
    {
        var clinic = await new ClinicBuilder().WithPatients(3).SeedAsync(api);
        var freed = await clinic.BookConsultAsync("2027-02-23", "09:00");
        var visit = await clinic.BookConsultAsync("2027-02-24", "09:00", 1);
        var entry = await WaitAsync(api, clinic, new { appointmentId = visit.Id, wants = "sooner" });
        var path = $"/v1/patients/{clinic.Patients[1]}";
        var away = (await clinic.Client.PostAsync($"{path}/absences", new { from = "2027-02-23", until = "2027-02-23" })).Expect(HttpStatusCode.Created);
        (await clinic.ActAsync(freed.Id, "cancel", new { scope = "this", by = "clinic", reason = "No." }, freed.ETag)).Expect(HttpStatusCode.OK);
        await OfferAsync(api);
        (await clinic.Client.DeleteAsync($"{path}/absences/{(string)away.Json["absence"]!["id"]!}", (await clinic.Client.GetAsync(path)).ETag)).Expect(HttpStatusCode.NoContent);
        api.Clock.Advance(TimeSpan.FromMinutes(59));
        await OfferAsync(api);
        Assert.Empty(await OffersAsync(clinic, entry));
        var later = await clinic.BookConsultAsync("2027-02-24", "11:00", 2);
        var newcomer = await WaitAsync(api, clinic, new { appointmentId = later.Id, wants = "sooner" });
        await OfferAsync(api);
        var offer = Assert.Single(await OffersAsync(clinic, newcomer));
        (await clinic.Client.PostAsync($"/v1/waitlist/{newcomer.Id}/offers/{(string)offer["id"]!}/decline", ifMatch: (string)offer["etag"]!)).Expect(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        await OfferAsync(api);
        Assert.Equal("open", (string)Assert.Single(await OffersAsync(clinic, entry))["state"]!);
    }

    [Fact]
    public async Task AcceptAndWithdrawAtOnce_OneOfThemHappens()
    {
        for (var round = 0; round < 8; round++)
        {
            var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
            var tuesday = await clinic.BookConsultAsync("2027-02-23", "09:00");
            var wednesday = await clinic.BookConsultAsync("2027-02-24", "09:00", 1);
            var entry = await WaitAsync(api, clinic, new { appointmentId = wednesday.Id, wants = "sooner" });
            (await clinic.ActAsync(tuesday.Id, "cancel", new { scope = "this", by = "patient", reason = "Flu." }, tuesday.ETag)).Expect(HttpStatusCode.OK);
            await OfferAsync(api);
            var offer = Assert.Single(await OffersAsync(clinic, entry));

            var answers = await Task.WhenAll(AcceptAsync(clinic, entry, offer), clinic.Client.DeleteAsync($"/v1/waitlist/{entry.Id}", entry.ETag));

            var told = $"{answers[0].Status} {answers[0].Text} / {answers[1].Status} {answers[1].Text}";
            Assert.True(answers[0].Status == HttpStatusCode.OK != (answers[1].Status == HttpStatusCode.NoContent), told);
            Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed, told));
            Assert.Equal(answers[0].Status == HttpStatusCode.OK ? "accepted" : "lost", (string)Assert.Single(await OffersAsync(clinic, entry))["state"]!);
        }

        Assert.Equal(0, await api.Database.DeadlocksAsync());
    }

    [Fact]
    public async Task EightAcceptOnePlace_OneWins()
    {
        await using var own = await TestApi.StartAsync(postgres, TestContext.Current.CancellationToken, ("Waitlist:OffersAtOnce", "8"));
        own.Clock.Set(VisitCalls.MondayMorning);
        // With three devices and technicians there is room for three at that time: only the offers' own rule lets one have it.
        var clinic = await new ClinicBuilder().WithDevices(3).WithTechnicians(3).WithPatients(9).SeedAsync(own);
        var freed = await clinic.BookConsultAsync("2027-02-24", "09:00", 8);
        List<(ApiAnswer Entry, JsonNode Offer)> offers = [];
        List<ApiAnswer> entries = [];
        for (var i = 0; i < 8; i++)
        {
            var course = await clinic.CreateCourseAsync(i);
            await clinic.BookSessionAsync(course, "initial", i < 5 ? "2027-02-22" : "2027-02-23", $"{(2 * (i % 5)) + 8:00}:00", i);
            var visit = await clinic.BookSessionAsync(course, "treatment", "2027-02-25", $"{9 + i:00}:00", i);
            entries.Add(await WaitAsync(own, clinic, new { appointmentId = visit.Id, wants = "sooner" }));
        }

        (await clinic.ActAsync(freed.Id, "cancel", new { scope = "this", by = "clinic", reason = "No." }, freed.ETag)).Expect(HttpStatusCode.OK);
        await OfferAsync(own);
        foreach (var entry in entries)
        {
            offers.Add((entry, Assert.Single(await OffersAsync(clinic, entry))));
        }

        var answers = await Task.WhenAll(offers.Select(o => AcceptAsync(clinic, o.Entry, o.Offer)));
        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => Assert.True(a.Code is "wrong_state" or "stale_version", a.Text));
        Assert.Equal("accepted 1, lost 7", await own.QueryAsync<string>("select string_agg(state || ' ' || n, ', ' order by state) from (select state, count(*) n from waitlist_offers where clinic_id = $1 group by state) s", clinic.Client.ClinicId));
        Assert.Equal("fulfilled 1, waiting 7", await own.QueryAsync<string>("select string_agg(state || ' ' || n, ', ' order by state) from (select state, count(*) n from waitlist_entries where clinic_id = $1 group by state) s", clinic.Client.ClinicId));
        Assert.Equal(1L, await own.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and local_date = '2027-02-24' and state = 'booked'", clinic.Client.ClinicId));
    }

    private static async Task<ApiAnswer> WaitAsync(TestApi api, SmallClinic clinic, object body)
    {
        api.Clock.Advance(TimeSpan.FromMilliseconds(10));
        return (await clinic.Client.PostAsync("/v1/waitlist", body)).Expect(HttpStatusCode.Created);
    }

    private static Task OfferAsync(TestApi api) => api.Services.GetRequiredService<JobRunner>().RunAsync("offer-freed-places", TestContext.Current.CancellationToken);

    private static Task<ApiAnswer> AcceptAsync(SmallClinic clinic, ApiAnswer entry, JsonNode offer) =>
        clinic.Client.PostAsync($"/v1/waitlist/{entry.Id}/offers/{(string)offer["id"]!}/accept", null, (string)offer["etag"]!);

    private static async Task<IReadOnlyList<JsonNode>> OffersAsync(SmallClinic clinic, ApiAnswer entry) =>
        [.. (await clinic.Client.GetAsync($"/v1/waitlist/{entry.Id}/offers")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(o => o!)];

    private Task<string> TasksAsync(SmallClinic clinic) =>
        api.QueryAsync<string>("select coalesce(string_agg(kind || ' ' || state, ', ' order by kind, state), '') from tasks where clinic_id = $1", clinic.Client.ClinicId);
}
