using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Pages;

/// <summary>Patients ask for another time; staff, or the clinic's policy, move the visit.</summary>
public sealed class TimeRequestTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Asked_StaysUntilStaffAccept_ThenMovesAndTells()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var (link, visit) = await BookedAsync(api, clinic, folder);
        var times = (await api.OpenAsync($"{link}/visits/{visit}/times")).Expect(HttpStatusCode.OK);
        var starts = PageCalls.Starts(times.Text);
        Assert.NotEmpty(starts);
        Assert.All(starts, s => Assert.True(DateTimeOffset.Parse(s, null) >= VisitCalls.MondayMorning.AddHours(4).AddHours(24), s));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.PressAsync($"{link}/visits/{visit}/times", ("version", "1"), ("start", starts[^1])).ExpectAsync("asked")));

        var request = Assert.Single(await RequestsAsync(clinic, "open"));
        var task = Assert.Single((await clinic.Client.GetAsync("/v1/tasks?kind=time_requested&state=open")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        Assert.Equal("front_desk", (string?)task!["role"]);
        Assert.Equal("booked", (string?)(await clinic.VisitAsync(visit)).Json["state"]);
        Assert.Contains("You asked for", (await api.OpenAsync(link)).Text, StringComparison.Ordinal);

        var accepted = (await clinic.Client.PostAsync($"/v1/time-requests/{request["id"]}/accept", null, (string)request["etag"]!)).Expect(HttpStatusCode.OK);

        Assert.Equal("accepted", (string?)accepted.Json["state"]);
        Assert.Equal(DateTimeOffset.Parse(starts[^1], null), (DateTimeOffset)(await clinic.VisitAsync(visit)).Json["start"]!);
        Assert.Empty((await clinic.Client.GetAsync("/v1/tasks?kind=time_requested&state=open")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        (await clinic.Client.PostAsync($"/v1/time-requests/{request["id"]}/accept", null, accepted.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(5));
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(6));
        Assert.Equal("Your times have changed", PageCalls.Mails(folder)[^1].Subject);
    }

    [Fact]
    public async Task Asked_WherePatientsMove_MovesAtOnce()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres, new { patientsMove = true, patientNoticeHours = 48 });
        await using var _ = api;
        var (link, visit) = await BookedAsync(api, clinic, folder);
        var starts = PageCalls.Starts((await api.OpenAsync($"{link}/visits/{visit}/times")).Text);
        Assert.All(starts, s => Assert.True(DateTimeOffset.Parse(s, null) >= VisitCalls.MondayMorning.AddHours(4).AddHours(48), s));

        await api.PressAsync($"{link}/visits/{visit}/times", ("version", "1"), ("start", starts[0])).ExpectAsync("moved");
        // The same form once more is about a visit that is no longer so.
        await api.PressAsync($"{link}/visits/{visit}/times", ("version", "1"), ("start", starts[0])).ExpectAsync("gone");

        Assert.Equal(DateTimeOffset.Parse(starts[0], null), (DateTimeOffset)(await clinic.VisitAsync(visit)).Json["start"]!);
        Assert.Empty(await RequestsAsync(clinic, "open"));
        Assert.Equal(0, await api.OverlapsAsync());
    }

    [Fact]
    public async Task Asked_ForATimeThatIsTakenOrWasNeverShown_IsRefused()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres, new { patientsMove = true });
        await using var _ = api;
        var (link, visit) = await BookedAsync(api, clinic, folder);

        await api.PressAsync($"{link}/visits/{visit}/times", ("version", "1"), ("start", "2027-03-07T03:00:00.0000000-05:00")).ExpectAsync("gone");

        Assert.Equal(new DateTimeOffset(2027, 3, 2, 9, 0, 0, TimeSpan.FromHours(-5)), (DateTimeOffset)(await clinic.VisitAsync(visit)).Json["start"]!);
        Assert.Empty(await RequestsAsync(clinic, "open"));
    }

    [Fact]
    public async Task AskedToBeCalled_VisitMovedByStaff_RequestIsOver()
    {
        var (api, clinic, folder) = await PageCalls.StartAsync(postgres);
        await using var _ = api;
        var (link, visit) = await BookedAsync(api, clinic, folder);
        await api.PressAsync($"{link}/visits/{visit}/times", ("version", "1")).ExpectAsync("asked");
        var request = Assert.Single(await RequestsAsync(clinic, "open"));
        (await clinic.Client.PostAsync($"/v1/time-requests/{request["id"]}/accept", null, (string)request["etag"]!)).Expect(HttpStatusCode.Conflict, "wrong_state");

        var read = await clinic.VisitAsync(visit);
        (await clinic.ActAsync(visit, "move", new { scope = "this", start = VisitCalls.At("2027-03-03", "10:00") }, read.ETag)).Expect(HttpStatusCode.OK);
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(5));

        Assert.Single(await RequestsAsync(clinic, "outdated"));
        Assert.Empty((await clinic.Client.GetAsync("/v1/tasks?kind=time_requested&state=open")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
    }

    private static async Task<(string Link, Guid Visit)> BookedAsync(TestApi api, SmallClinic clinic, string folder)
    {
        var visit = (await clinic.BookConsultAsync("2027-03-02", "09:00")).Id;
        await api.TickAsync(VisitCalls.MondayMorning);
        await api.TickAsync(VisitCalls.MondayMorning.AddHours(4));
        return (PageCalls.LastLink(folder), visit);
    }

    private static async Task<IReadOnlyList<JsonNode>> RequestsAsync(SmallClinic clinic, string state) =>
        [.. (await clinic.Client.GetAsync($"/v1/time-requests?state={state}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(r => r!)];
}
