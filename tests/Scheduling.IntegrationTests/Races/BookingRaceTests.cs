using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Staffing;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Races;

/// <summary>Many clerks at once (R1): one winner, no deadlock, no half course.</summary>
public sealed class BookingRaceTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const int Clients = 64;
    private readonly TestApi api = fixture.Api;

    private static int Rounds => int.Parse(Environment.GetEnvironmentVariable("SCHEDULING_RACE_ROUNDS") ?? "200", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Book_64ClientsForOneFreePlace_OneWinsAndAllOthersAreToldWhy()
    {
        var clinic = await new ClinicBuilder().WithPatients(Clients).SeedAsync(api);
        var day = new DateOnly(2027, 2, 22);
        for (var round = 0; round < Rounds; round++)
        {
            // An hour of the only prescriber in the only room; a new day every ten rounds, weekdays only.
            var start = day.AddDays((round / 10 / 5 * 7) + (round / 10 % 5)).ToDateTime(new TimeOnly(8, 0).AddHours(round % 10));
            var answers = await Task.WhenAll(clinic.Patients.Select(patient => clinic.Client.PostAsync("/v1/appointments", new
            {
                kind = "consult",
                patientId = patient,
                siteId = clinic.SiteId,
                start = new { localDate = DateOnly.FromDateTime(start), localTime = start.ToString("HH:mm", CultureInfo.InvariantCulture) },
            })));

            var outcomes = answers.GroupBy(a => $"{(int)a.Status} {a.Code}".TrimEnd()).OrderBy(g => g.Key).Select(g => $"{g.Key} x {g.Count()}");
            Assert.Equal(["201 x 1", $"409 place_taken x {Clients - 1}"], outcomes);
            Assert.All(answers.Where(a => a.Status == HttpStatusCode.Conflict), a => Assert.NotEmpty(a.Json["conflicts"]!.AsArray()));
        }

        Assert.Equal(0, await api.OverlapsAsync());
        Assert.Equal(0, await api.Database.DeadlocksAsync());
    }

    [Fact]
    public async Task Book_32CrossingCoursesAtOnce_AreAllWholeWithoutDeadlock()
    {
        var clinic = await new ClinicBuilder().WithDevices(4).WithTechnicians(5).WithPatients(32).SeedAsync(api);
        var courses = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => clinic.CreateCourseAsync(i)));
        var random = new Random(20270222);
        random.Shuffle(courses);

        var answers = await Task.WhenAll(courses.Select(course => clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })));

        Assert.All(answers, a => Assert.Equal(36, a.Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray().Count));
        Assert.Equal(32L * 36, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1", clinic.Client.ClinicId));
        Assert.Equal(0, await api.OverlapsAsync());
        Assert.Equal(0, await api.Database.DeadlocksAsync());
    }

    [Fact]
    public async Task Book_PlansWhosePlacesCross_AreWholeOrNothing()
    {
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(16).SeedAsync(api);
        var courses = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => clinic.CreateCourseAsync(i)));
        var plans = await Task.WhenAll(courses.Select(c => clinic.Client.PostAsync($"/v1/courses/{c}/plans", new { startOnOrAfter = "2027-02-22", alternatives = false })));

        var answers = await Task.WhenAll(courses.Zip(plans).Select(p => clinic.Client.PostAsync(
            $"/v1/courses/{p.First}/bookings", new { planId = (string)p.Second.Expect(HttpStatusCode.Created).Json["planId"]!, option = 1 })));

        Assert.Contains(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(answers, a => Assert.True(a.Status == HttpStatusCode.Created || a.Code == "plan_outdated", a.Text));
        var won = answers.Count(a => a.Status == HttpStatusCode.Created);
        Assert.Equal(36L * won, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1", clinic.Client.ClinicId));
        Assert.Equal(0, await api.OverlapsAsync());
        Assert.Equal(0, await api.Database.DeadlocksAsync());
    }

    [Fact]
    public async Task Book_TenCopiesOfOneRequestWithOneKey_MakeOneCourse()
    {
        for (var copies = 2; copies <= 10; copies++)
        {
            var clinic = await new ClinicBuilder().SeedAsync(api);
            var course = await clinic.CreateCourseAsync();

            var answers = await Task.WhenAll(Enumerable.Range(0, copies).Select(_ =>
                clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" }, idempotencyKey: "one")));

            Assert.Contains(answers, a => a.Status == HttpStatusCode.Created && !a.Headers.ContainsKey("Idempotent-Replayed"));
            Assert.All(answers, a => Assert.True(a.Status == HttpStatusCode.Created || a.Code == "idempotency_in_flight", a.Text));
            Assert.Equal(36L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1", clinic.Client.ClinicId));
        }
    }

    // A closure, a day off and a certificate's end, committed at random moments between a plan and its booking. Whoever is second sees the other:
    // either the booking is refused, or the change, under the same locks, counts the visits it hits. A visit that breaks a rule and was not counted is a hole.
    [Theory]
    [InlineData("closure")]
    [InlineData("day_off")]
    [InlineData("certificate")]
    public async Task Book_WhileARuleChangesUnderIt_IsRefusedOrSeenByTheChange(string change)
    {
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < 8; round++)
        {
            var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).SeedAsync(api);
            var course = await clinic.CreateCourseAsync();
            var plan = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", new { startOnOrAfter = "2027-02-22", alternatives = false })).Expect(HttpStatusCode.Created).Json;
            var used = plan["options"]![0]!["sessions"]!.AsArray().SelectMany(s => s!["resources"]!.AsArray()).Select(r => Guid.Parse((string)r!["id"]!)).ToHashSet();
            var resource = (change == "closure" ? clinic.Devices : clinic.Technicians).First(used.Contains);
            // The first round's change is early and the second's late, so that both orders are seen whatever the machine is busy with.
            var (wait, bookWait) = round switch { 0 => (0, 400), 1 => (400, 0), _ => (random.Next(0, 60), random.Next(0, 60)) };

            var changing = ChangeAsync(clinic, change, resource, wait);
            await Task.Delay(bookWait, TestContext.Current.CancellationToken);
            var answer = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { planId = (string)plan["planId"]!, option = 1 });
            var seen = await changing;

            Assert.True(answer.Status == HttpStatusCode.Created || answer.Code == "plan_outdated", answer.Text);
            refused += answer.Status == HttpStatusCode.Created ? 0 : 1;
            Assert.Equal(seen, await api.QueryAsync<long>(Breaking(change), clinic.Client.ClinicId, resource));
        }

        Assert.InRange(refused, 1, 7);
    }

    private async Task<long> ChangeAsync(SmallClinic clinic, string change, Guid resource, int wait)
    {
        await Task.Delay(wait, TestContext.Current.CancellationToken);
        await using var scope = api.Services.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinic.Client.ClinicId, "test"), TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<ResourceLocks>().TakeResourcesAsync([resource], TestContext.Current.CancellationToken);
        var db = scope.ServiceProvider.GetRequiredService<SchedulingDbContext>();
        if (change == "closure")
        {
            db.Closures.Add(new Closure { ResourceId = resource, StartsAt = new(2027, 3, 8, 0, 0, 0, TimeSpan.Zero), EndsAt = new(2027, 3, 13, 0, 0, 0, TimeSpan.Zero), Reason = "service" });
        }
        else
        {
            var person = (await db.Staff.FindAsync([clinic.Client.ClinicId, resource], TestContext.Current.CancellationToken))!;
            person.ShiftExceptions = change == "day_off" ? [new ShiftException(new DateOnly(2027, 3, 10), [])] : [];
            person.Credentials = [person.Credentials[0] with { ValidUntil = change == "certificate" ? new DateOnly(2027, 3, 10) : null }];
        }

        var seen = await api.QueryAsync<long>(Breaking(change), clinic.Client.ClinicId, resource);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return seen;
    }

    private static string Breaking(string change) => "select count(*) from appointments a where a.clinic_id = $1 and " + change switch
    {
        "closure" => "a.device_id = $2 and a.starts_at < '2027-03-13Z' and a.ends_at > '2027-03-08Z'",
        "day_off" => "a.local_date = '2027-03-10' and exists (select from appointment_staff s where s.appointment_id = a.id and s.staff_id = $2)",
        _ => "a.local_date > '2027-03-10' and exists (select from appointment_staff s where s.appointment_id = a.id and s.staff_id = $2)",
    };
}
