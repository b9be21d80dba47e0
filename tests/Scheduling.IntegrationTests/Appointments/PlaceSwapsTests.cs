using System.Net;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Appointments;

/// <summary>Patients who take each other's places: both visits under the rules, or neither.</summary>
public sealed class PlaceSwapsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public PlaceSwapsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Swap_OfTwoPatients_TouchesBothCourses_OrNeither()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (first, a) = await clinic.WeekAsync();
        var (second, b) = await clinic.WeekAsync(3, 1, "13:00");
        var tags = (await clinic.CourseTagAsync(first), await clinic.CourseTagAsync(second));
        var written = await WrittenAsync(clinic);
        var body = new { withAppointmentId = b[1], withEtags = new[] { "\"1\"" }, reason = "Both asked." };

        // On another day each would have two: what is in the way of both is told.
        var refused = (await clinic.ActAsync(a[1], "swap", new { withAppointmentId = b[2], reason = "Both asked." }, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");
        Assert.Equal(("R6", "2 3"), ((string)refused.Json["rule"]!, string.Join(' ', refused.Json["conflicts"]!.AsArray().Select(c => (int)c!["sessionNumber"]!).Distinct().Order())));
        var looked = (await clinic.ActAsync(a[1], "swap", new { withAppointmentId = b[2], reason = "Both asked.", dryRun = true }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal((2, "\"1\""), (looked.Json["visits"]!.AsArray().Count, looked.ETag));
        Assert.NotEmpty(looked.Json["conflicts"]!.AsArray());
        var shown = (await clinic.ActAsync(a[1], "swap", new { body.withAppointmentId, body.reason, dryRun = true }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(written, await WrittenAsync(clinic));
        Assert.Empty(shown.Json["conflicts"]!.AsArray());

        var swapped = (await clinic.ActAsync(a[1], "swap", body, "\"1\"")).Expect(HttpStatusCode.OK);

        Assert.Equal(["2027-02-23T13:00:00-05:00", "2027-02-23T09:00:00-05:00"], swapped.Json["visits"]!.AsArray().Select(v => (string)v!["after"]!["start"]!));
        Assert.Equal(shown.Json["visits"]!.AsArray().Select(v => v!["after"]!.ToJsonString()), swapped.Json["visits"]!.AsArray().Select(v => v!["after"]!.ToJsonString()));
        Assert.Equal(("\"2\"", "13:00", "09:00"), (swapped.ETag, (string)(await clinic.VisitAsync(a[1])).Json["localTime"]!, (string)(await clinic.VisitAsync(b[1])).Json["localTime"]!));
        Assert.NotEqual(tags.Item1, await clinic.CourseTagAsync(first));
        Assert.NotEqual(tags.Item2, await clinic.CourseTagAsync(second));
        Assert.Equal(2L, await api.QueryAsync<long>("select count(*) from appointment_changes where appointment_id = any($1) and kind = 'moved' and reason = 'Both asked.'", new[] { a[1], b[1] }));
        (await clinic.ActAsync(a[1], "swap", body, "\"2\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        (await clinic.ActAsync(a[1], "swap", body, "\"1\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
    }

    [Fact]
    public async Task Swap_OfWhatCannotBeSwapped_IsRefused()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var (_, a) = await clinic.WeekAsync();
        var (_, b) = await clinic.WeekAsync(3, 1, "13:00");
        (await clinic.ActAsync(a[1], "swap", new { withAppointmentId = a[2], reason = "Same." }, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
        (await clinic.ActAsync(a[1], "swap", new { withAppointmentId = a[1], reason = "Self." }, "\"1\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.ActAsync(a[1], "swap", new { withAppointmentId = Guid.CreateVersion7(), reason = "Who?" }, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.ActAsync(a[1], "swap", new { withAppointmentId = b[1], staffId = clinic.Technicians[0], reason = "Both." }, "\"1\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.ActAsync(a[1], "swap", new { reason = "Neither." }, "\"1\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.ActAsync(a[1], "swap", new { withAppointmentId = b[1], withEtags = new[] { "\"1\"", "\"1\"" }, reason = "Two." }, "\"1\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        (await clinic.ActAsync(b[1], "cancel", new { scope = "this", by = "patient", reason = "Flu." }, "\"1\"")).Expect(HttpStatusCode.OK);
        (await clinic.ActAsync(a[1], "swap", new { withAppointmentId = b[1], reason = "Gone." }, "\"1\"")).Expect(HttpStatusCode.Conflict, "wrong_state");
        // The dose is determined first, for both.
        (await clinic.ActAsync(a[0], "swap", new { withAppointmentId = b[2], reason = "Order." }, "\"1\"")).Expect(HttpStatusCode.UnprocessableEntity, "unprocessable");
    }

    [Fact]
    public async Task Swap_OfARingOfFive_IsOneTransaction_AndTwoAtOnceDontDeadlock()
    {
        var clinic = await new ClinicBuilder().WithPatients(5).SeedAsync(api);
        List<Guid> visits = [];
        for (var i = 0; i < 5; i++)
        {
            visits.Add((await clinic.BookConsultAsync($"2027-03-0{1 + i}", $"{9 + i:00}:00", i)).Id);
        }

        var ring = new { withAppointmentId = visits[1], thenAppointmentIds = visits.Skip(2), reason = "Around." };
        (await clinic.ActAsync(visits[0], "swap", ring, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(["10:00", "11:00", "12:00", "13:00", "09:00"], await TimesAsync());
        for (var round = 0; round < 5; round++)
        {
            var tags = await Task.WhenAll(visits.Select(async v => (await clinic.VisitAsync(v)).ETag));
            var answers = await Task.WhenAll(
                clinic.ActAsync(visits[0], "swap", ring, tags[0]),
                clinic.ActAsync(visits[3], "swap", new { withAppointmentId = visits[2], thenAppointmentIds = new[] { visits[1], visits[0] }, reason = "Back." }, tags[3]),
                clinic.ActAsync(visits[4], "swap", new { withAppointmentId = visits[0], withEtags = new[] { tags[0] }, reason = "Two." }, tags[4]));
            Assert.Contains(answers, x => x.Status == HttpStatusCode.OK);
            Assert.All(answers.Where(x => x.Status != HttpStatusCode.OK), x => Assert.Equal("stale_version", x.Code));
            Assert.Equal(["09:00", "10:00", "11:00", "12:00", "13:00"], (await TimesAsync()).Order());
        }

        Assert.Equal(0, await api.Database.DeadlocksAsync());
        Assert.Equal(15L, await api.QueryAsync<long>("select count(*) from allocations where clinic_id = $1 and live", clinic.Client.ClinicId));

        async Task<IReadOnlyList<string>> TimesAsync() => await Task.WhenAll(visits.Select(async v => (string)(await clinic.VisitAsync(v)).Json["localTime"]!));
    }

    private Task<string> WrittenAsync(SmallClinic clinic) => api.QueryAsync<string>(
        "select md5((select string_agg(a::text, ',' order by id) from appointments a where clinic_id = $1) || (select string_agg(c::text, ',' order by id) from courses c where clinic_id = $1) || (select string_agg(l::text, ',' order by id) from allocations l where clinic_id = $1) || (select count(*) from events where clinic_id = $1))",
        clinic.Client.ClinicId);
}
