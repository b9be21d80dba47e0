using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;
using Scheduling.Testing.Api;

namespace Scheduling.Benchmarks.Http;

/// <summary>Service and floor, turn by turn over the same courses, so that whatever else the machine does hits both.</summary>
internal sealed class Measured(BenchClinic clinic, NpgsqlDataSource database, PlannerTime planner)
{
    private readonly Floor floor = new(database, clinic.Clinic);

    public Sample Plan { get; } = new();

    public Sample PlanPlanner { get; } = new();

    public Sample PlanFloor { get; } = new();

    public Sample Book { get; } = new();

    public Sample BookPlanner { get; } = new();

    public Sample BookFloor { get; } = new();

    public Sample Search { get; } = new();

    public Sample SearchFloor { get; } = new();

    /// <summary>One course, planned, booked and forgotten by both.</summary>
    public async Task TurnAsync(Guid course, int preferred)
    {
        var (from, until) = (BenchClinic.FirstMonday, BenchClinic.LastDay);
        var body = new { startOnOrAfter = from, endOnOrBefore = until, preferredTime = new TimeOnly(7 + preferred, 0).ToString("HH:mm", CultureInfo.InvariantCulture) };
        var client = clinic.Clinic.Client;
        var key = Guid.NewGuid().ToString();

        planner.Take();
        (await TimeAsync(Plan, () => client.PostAsync($"/v1/courses/{course}/plans", body, idempotencyKey: key))).Expect(HttpStatusCode.Created);
        PlanPlanner.Add(planner.Take());
        var written = await clinic.PlannedAsync(course, key);
        await clinic.ForgetAsync([course], [key]);
        await TimeAsync(PlanFloor, () => floor.PlanAsync(course, from, until, key, written));
        await clinic.ForgetAsync([course], [key]);

        planner.Take();
        (await TimeAsync(Book, () => client.PostAsync($"/v1/courses/{course}/bookings", body, idempotencyKey: key))).Expect(HttpStatusCode.Created);
        BookPlanner.Add(planner.Take());
        written = await clinic.BookedAsync(course, key);
        var resources = await clinic.ResourcesAsync(course);
        await clinic.ForgetAsync([course], [key]);
        await TimeAsync(BookFloor, () => floor.BookAsync(course, from, until, key, resources, written));
        await clinic.ForgetAsync([course], [key]);

        var search = $"/v1/availability?siteId={clinic.Clinic.SiteId}&kind=treatment&protocolId={clinic.Clinic.ProtocolId}&from={from:yyyy-MM-dd}&until={from.AddDays(13):yyyy-MM-dd}";
        (await TimeAsync(Search, () => client.GetAsync(search))).Expect(HttpStatusCode.OK);
        await TimeAsync(SearchFloor, () => floor.SearchAsync(from, from.AddDays(13)));
    }

    private static async Task<ApiAnswer> TimeAsync(Sample sample, Func<Task<ApiAnswer>> act)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await act();
        sample.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return answer;
    }

    private static async Task TimeAsync(Sample sample, Func<Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await act();
        sample.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }
}
