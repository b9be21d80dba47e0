using System.Globalization;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Messages.SixtyDays;

/// <summary>
/// Sixty days of three clinics and their patients in fourteen zones, by a clock that stands still between ticks: visits are booked, moved, cancelled and missed over HTTP at random
/// moments, the worker runs at each tick, and whatever has left is held against a plain calculation of what had to leave (M1-M4, M10, M11). Northern spring and southern autumn are in
/// the suite, with a tick every two hours and at every instant at which hours begin or something is to leave; with SCHEDULING_LONG_TESTS=1 northern autumn and southern spring too, with
/// ticks of five minutes and three times as many changes. SIXTY_DAYS_SEED sets the seed, SIXTY_DAYS_FROM the first day.
/// </summary>
public sealed class SixtyDaysTests(PostgresFixture postgres)
{
    private const int Days = 60;
    private static readonly bool Long = Environment.GetEnvironmentVariable("SCHEDULING_LONG_TESTS") == "1";
    private static readonly int ChangesADay = Long ? 12 : 4;

    /// <summary>First days: Monday, in UTC.</summary>
    public static TheoryData<string> Starts => Environment.GetEnvironmentVariable("SIXTY_DAYS_FROM") is { Length: > 0 } asked ? [asked] : Long ? ["2027-02-22", "2027-09-20"] : ["2027-02-22"];

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task WhateverHappens_EachIsToldAndRemindedInTime_AndNothingStaleLeaves(string firstDay)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SIXTY_DAYS_SEED"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 60;
        var (api, folder) = await MessageCalls.StartAsync(postgres);
        await using var _ = api;
        var start = DateTimeOffset.Parse(firstDay + "T00:00Z", CultureInfo.InvariantCulture);
        api.Clock.Set(start);
        var people = await SeedAsync(api);
        var desk = new Desk(people, new Random(seed), start);
        await using var outbox = new Outbox(api, folder, people);
        try
        {
            await desk.BookCoursesAsync();
            await outbox.TickAsync(start.AddMinutes(1));
            var before = start.AddMinutes(1);
            foreach (var at in Ticks(people, start))
            {
                // A change has a minute to get around before the next tick.
                if (desk.Random.NextDouble() < ChangesADay * (at - before) / TimeSpan.FromDays(1) && (at - before) is { TotalMinutes: > 3 } room)
                {
                    await ChangeAsync(api, desk, outbox, before + TimeSpan.FromSeconds(desk.Random.Next(1, (int)room.TotalSeconds - 120)));
                }

                await outbox.TickAsync(at);
                if (at.TimeOfDay == TimeSpan.FromHours(6))
                {
                    await desk.LookAtCallListsAsync(at);
                }

                before = at;
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidOperationException($"seed {seed}, at {outbox.At:u}: {failure.Message}", failure);
        }

        var told = $"seed {seed}: {desk.Summary}; {outbox.Summary}";
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        // Enough happened to say something.
        Assert.True(desk.Changes > 2 * Days && outbox.Reminders > Days && outbox.Digests > 10 && outbox.News > Days && outbox.HeldBack > 5 && desk.Urgent > 10 && desk.Unreached > 5, told);
    }

    private static IEnumerable<DateTimeOffset> Ticks(IReadOnlyList<Person> people, DateTimeOffset start)
    {
        var ticks = Enumerable.Range(1, Days * (Long ? 288 : 12)).Select(n => start.AddMinutes(n * (Long ? 5 : 120)));
        var firstDay = DateOnly.FromDateTime(start.UtcDateTime);
        var instants = people.SelectMany(p => Enumerable.Range(1, Days - 1).SelectMany(day =>
            new[] { p.Terms.SendAt, p.Terms.DigestAt, p.Terms.Hours.From, p.Terms.UrgentHours.From }.Select(time => p.Clock.First(firstDay.AddDays(day), time))));
        return ticks.Concat(instants).Where(t => t > start.AddMinutes(1)).Distinct().Order();
    }

    // A change, and what has to be known of it a minute later.
    private static async Task ChangeAsync(TestApi api, Desk desk, Outbox outbox, DateTimeOffset at)
    {
        api.Clock.Set(at);
        if (await desk.ChangeAsync(at) is not { } person)
        {
            return;
        }

        var soon = at.AddSeconds(60);
        var (urgent, unreached) = (person.IsUrgent(soon), !person.Reachable && person.NewsStarts(soon).Any(s => s > soon));
        await outbox.TickAsync(soon);
        if (urgent || unreached)
        {
            await desk.ExpectOnCallListAsync(person, urgent, soon);
        }
    }

    private static async Task<IReadOnlyList<Person>> SeedAsync(TestApi api) =>
    [
        // The last of the first clinic has a number and never agreed to texts: nobody but a caller reaches them.
        .. await SeedAsync(api, 1, "America/New_York", Terms.ByDay, "sms", "sms America/Los_Angeles", "sms Pacific/Honolulu", "email Europe/London", "sms America/St_Johns", "nothing America/Phoenix"),
        .. await SeedAsync(api, 2, "Australia/Sydney", Terms.ByNight, "sms", "sms Australia/Lord_Howe", "email Pacific/Chatham", "sms Asia/Kolkata"),
        .. await SeedAsync(api, 3, "Europe/Berlin", Terms.ByDay, "email", "sms America/Santiago", "sms Africa/Casablanca", "nothing Asia/Tehran"),
    ];

    private static async Task<IReadOnlyList<Person>> SeedAsync(TestApi api, int number, string zone, Terms terms, params string[] patients)
    {
        var clinic = await new ClinicBuilder().InZone(zone).WithPatients(patients.Length).WithDevices(2).WithTechnicians(2).SeedAsync(api);
        await clinic.SwitchOnAsync(terms.Body);
        List<Person> people = [];
        for (var i = 0; i < patients.Length; i++)
        {
            var (way, own) = patients[i].Split(' ') is [var w, var z] ? (w, z) : (patients[i], null);
            var (phone, email) = way == "email" ? (null, $"p{number}{i}@example.org") : ($"+120255502{number}{i}", (string?)null);
            await clinic.ReachAsync(api, i, way == "sms" ? phone : null, email);
            await api.ExecuteAsync("update patients set phone = nullif($1, ''), time_zone = nullif($2, '') where id = $3", phone ?? "", own ?? "", clinic.Patients[i]);
            people.Add(new Person(clinic, i, terms, new WallClock(own ?? zone), new WallClock(zone), phone, email, reachable: way != "nothing"));
        }

        return people;
    }
}
