using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>Sixteen clients at once book, move, swap, cancel, deliver, miss, undo, extend, shorten, expire and terminate on the same courses; then the database is asked whether the ledger adds up (R19).</summary>
public sealed class LedgerRaceTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const int Clients = 16;
    private const int Courses = 4;
    private const int Days = 3;
    private readonly TestApi api = fixture.Api;
    private readonly ConcurrentDictionary<string, int> done = new();
    private SmallClinic clinic = null!;
    private Guid[] courses = [];
    private Guid[] authorizations = [];

    [Fact]
    public async Task AnyInterleaving_BySixteenClients_AddsUp()
    {
        api.Clock.Set(VisitCalls.MondayMorning);
        clinic = await new ClinicBuilder().WithDevices(3).WithTechnicians(4).WithPatients(Courses).SeedAsync(api);
        var payer = await clinic.PayerAsync(atCheckIn: "allow");
        courses = new Guid[Courses];
        authorizations = new Guid[Courses];
        for (var i = 0; i < Courses; i++)
        {
            courses[i] = await clinic.WaitingCourseAsync(i);
            var basis = i == 3 ? "day" : "visit";
            authorizations[i] = (await clinic.ApprovedAsync(courses[i], payer, Line(4, "2027-02-22", "2027-02-25", basis: basis), Line(3, "2027-02-24", "2027-03-12", codes: ["90868"]))).AuthorizationId();
        }

        for (var day = 0; day < Days; day++)
        {
            api.Clock.Set(VisitCalls.MondayMorning.AddDays(day));
            await TogetherAsync(day * 100, Plan);
            api.Clock.Set(VisitCalls.MondayMorning.AddDays(day).AddHours(14));
            await TogetherAsync((day * 100) + 50, Run);
            await api.LedgerAddsUpAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", done.OrderBy(d => d.Key).Select(d => $"{d.Key}: {d.Value}")));
        Assert.Empty(new[] { "appointments", "move", "swap", "cancel", "deliver", "no-show", "undo", "request_extension", "extend", "correct", "expire", "terminate" }.Except(done.Keys));
        Assert.Equal(0, await api.OverlapsAsync());
        Assert.Equal(0, await api.Database.DeadlocksAsync());
        Assert.True(await api.QueryAsync<long>("select count(*) from unit_entries where clinic_id = $1", clinic.Client.ClinicId) > 100);
    }

    private Task TogetherAsync(int seed, Func<Random, Task<(string What, ApiAnswer Answer)?>> act) => Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
    {
        var random = new Random(seed + client);
        for (var i = 0; i < 10; i++)
        {
            if (await act(random) is not { } did)
            {
                continue;
            }

            Assert.True((int)did.Answer.Status < 500, $"{did.What}: {did.Answer.Text}");
            if ((int)did.Answer.Status < 300)
            {
                done.AddOrUpdate(did.What, 1, (_, n) => n + 1);
            }
        }
    }));

    private async Task<(string, ApiAnswer)?> Plan(Random random)
    {
        var i = random.Next(Courses);
        // Half of it for today, so that there is something to deliver.
        var date = api.Clock.InstantOf(default).AddDays(random.Next(2) == 0 ? 0 : random.Next(1, 16)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var start = VisitCalls.At(date, $"{random.Next(8, 18):00}:{random.Next(2) * 30:00}");
        if (random.Next(3) > 0)
        {
            var kind = random.Next(4) == 0 ? "initial" : "treatment";
            return ("appointments", await clinic.PostVisitAsync(new { kind, start, patientId = clinic.Patients[i], courseId = courses[i] }));
        }

        if (random.Next(2) == 0)
        {
            return await SwapAsync(random, i);
        }

        return await AnyAsync(random, i, "booked") is { } visit ? ("move", await clinic.ActAsync(visit.Id(), "move", new { scope = "this", start }, (string)visit["etag"]!)) : null;
    }

    // Two patients' visits of one kind take each other's places: the units of two courses follow in one call.
    private async Task<(string, ApiAnswer)?> SwapAsync(Random random, int i)
    {
        var other = (i + random.Next(1, Courses)) % Courses;
        return await AnyAsync(random, i, "booked") is { } visit && await AnyAsync(random, other, "booked") is { } with
            ? ("swap", await clinic.ActAsync(visit.Id(), "swap", new { withAppointmentId = with.Id(), reason = "Both asked." }, (string)visit["etag"]!))
            : null;
    }

    private async Task<(string, ApiAnswer)?> Run(Random random)
    {
        var i = random.Next(Courses);
        switch (random.Next(8))
        {
            case 0:
                return await AnyAsync(random, i, "booked") is { } cancelled ? ("cancel", await clinic.ActAsync(cancelled.Id(), "cancel", new { scope = "this", by = "patient", reason = "travel" }, (string)cancelled["etag"]!)) : null;
            case 1 or 2 or 3:
                return await AnyAsync(random, i, "booked", today: true) is { } given ? ("deliver", await clinic.ActAsync(given.Id(), "deliver", new { at = (string)given["start"]! }, (string)given["etag"]!)) : null;
            case 4:
                return await AnyAsync(random, i, "booked", today: true) is { } missed ? ("no-show", await clinic.ActAsync(missed.Id(), "no-show", new { }, (string)missed["etag"]!)) : null;
            case 5:
                return await AnyAsync(random, i, random.Next(2) == 0 ? "delivered" : "no_show", today: true) is { } undone ? ("undo", await clinic.ActAsync(undone.Id(), "undo", new { }, (string)undone["etag"]!)) : null;
            default:
                return await EventAsync(random, i);
        }
    }

    private async Task<(string, ApiAnswer)?> EventAsync(Random random, int i)
    {
        var now = await clinic.AuthorizationAsync(authorizations[i]);
        var possible = now.Json["possible"]!.AsArray().Select(p => (string)p!).Where(p => p is not ("exhaust" or "deny_extension")).ToList();
        var what = possible[random.Next(possible.Count)];
        var line = now.Json["lines"]![random.Next(now.Json["lines"]!.AsArray().Count)]!;
        object[]? lines = what switch
        {
            "extend" => [Line(random.Next(1, 6), "2027-02-22", "2027-03-26")],
            "correct" => [Line(random.Next(0, 9), "2027-02-22", $"2027-03-{random.Next(10, 28)}", lineId: Guid.Parse((string)line["lineId"]!))],
            _ => null,
        };
        return (what, await clinic.NoteAsync(authorizations[i], what, now.ETag, lines));
    }

    private async Task<JsonNode?> AnyAsync(Random random, int i, string state, bool today = false)
    {
        var date = DateOnly.FromDateTime(api.Clock.InstantOf(default).DateTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var visits = (await clinic.VisitsAsync(courses[i])).Where(v => (string)v["state"]! == state && (!today || (string)v["localDate"]! == date)).ToList();
        return visits.Count == 0 ? null : visits[random.Next(visits.Count)];
    }
}
