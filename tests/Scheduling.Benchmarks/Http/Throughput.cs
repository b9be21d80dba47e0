using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;

namespace Scheduling.Benchmarks.Http;

/// <summary>Whole courses booked a second by many clients at once: by the service, and then the same courses by the floor.</summary>
internal sealed class Throughput(BenchClinic clinic, NpgsqlDataSource database)
{
    /// <summary>How often the courses are booked and forgotten.</summary>
    public const int Rounds = 3;

    /// <summary>Books each course once a round and forgets them all; the courses begin over four weeks and want different times of day.</summary>
    /// <returns>Courses a second of both, and how many the service could not place.</returns>
    public async Task<(double Service, double Floor, int Refused)> RunAsync(int clients, IReadOnlyList<Guid> courses)
    {
        var (booked, refused, service, floor) = (0, 0, 0d, 0d);
        for (var round = 0; round < Rounds; round++)
        {
            var took = await RoundAsync(clients, courses);
            (booked, refused, service, floor) = (booked + took.Booked, refused + courses.Count - took.Booked, service + took.Service, floor + took.Floor);
        }

        return (booked / service, booked / floor, refused);
    }

    private async Task<(int Booked, double Service, double Floor)> RoundAsync(int clients, IReadOnlyList<Guid> courses)
    {
        var work = courses.Select((id, i) => (Id: id, From: BenchClinic.FirstMonday.AddDays(i % 4 * 7), Hour: 7 + (i * 5 % 12), Key: Guid.NewGuid().ToString())).ToList();
        ConcurrentBag<(Guid Id, DateOnly From, int Hour, string Key)> booked = [];
        var service = await AllAsync(clients, work, async w =>
        {
            var answer = await clinic.Clinic.Client.PostAsync($"/v1/courses/{w.Id}/bookings", new
            {
                startOnOrAfter = w.From,
                endOnOrBefore = w.From.AddDays((12 * 7) - 1),
                preferredTime = new TimeOnly(w.Hour, 0).ToString("HH:mm", CultureInfo.InvariantCulture),
            }, idempotencyKey: w.Key);
            if (answer.Status == HttpStatusCode.Created)
            {
                booked.Add(w);
            }
        });

        var again = new List<(Guid Id, DateOnly From, string Key, WrittenRows Rows, Guid[] Resources)>();
        foreach (var w in booked)
        {
            again.Add((w.Id, w.From, w.Key, await clinic.BookedAsync(w.Id, w.Key), await clinic.ResourcesAsync(w.Id)));
        }

        var keys = work.Select(w => w.Key).ToList();
        await clinic.ForgetAsync(courses, keys);
        var floor = new Floor(database, clinic.Clinic);
        var bare = await AllAsync(clients, again, w => floor.BookAsync(w.Id, w.From, w.From.AddDays((12 * 7) - 1), w.Key, w.Resources, w.Rows));
        await clinic.ForgetAsync(courses, keys);
        return (booked.Count, service, bare);
    }

    private static async Task<double> AllAsync<T>(int clients, IEnumerable<T> work, Func<T, Task> act)
    {
        var queue = new ConcurrentQueue<T>(work);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (queue.TryDequeue(out var next))
            {
                await act(next);
            }
        }));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
