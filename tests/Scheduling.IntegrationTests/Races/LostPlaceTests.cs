using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Time;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Races;

/// <summary>Places of an inline booking are taken between its plan and its locks: only those visits are planned again.</summary>
public sealed class LostPlaceTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly object Request = new { startOnOrAfter = "2027-02-22" };
    private readonly TestApi api = fixture.Api;

    // Planned anew, the course would do better at another time of day for all its visits: nobody asked for one.
    [Fact]
    public async Task Book_LosingAWeeksPlaces_KeepsAllOthersAndTheDays()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var shown = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", Request)).Expect(HttpStatusCode.Created).Json["options"]![0]!["sessions"]!.AsArray();
        int[] lost = [10, 11, 12, 13, 14];

        var booked = await BookWhileAwayAsync(clinic, course, [.. lost.Select(i => TimeRange.OfMinutes(Start(shown[i]), 30))]);

        Assert.Equal(lost, Enumerable.Range(0, 36).Where(i => Start(booked[i]) != Start(shown[i])));
        Assert.Equal(shown.Select(s => (string)s!["localDate"]!), booked.Select(b => (string)b!["localDate"]!));
        Assert.All(lost, i => Assert.Equal(TimeSpan.FromMinutes(30), (Start(booked[i]) - Start(shown[i])).Duration()));
    }

    [Fact]
    public async Task Book_LosingAWholeDay_IsPlannedAnew()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.CreateCourseAsync();

        var booked = await BookWhileAwayAsync(clinic, course, [new TimeRange(new(2027, 3, 3, 5, 0, 0, TimeSpan.Zero), new(2027, 3, 4, 5, 0, 0, TimeSpan.Zero))]);

        Assert.Equal(36, booked.Count);
        Assert.DoesNotContain(booked, b => (string)b!["localDate"]! == "2027-03-03");
    }

    private static DateTimeOffset Start(JsonNode? visit) => DateTimeOffset.Parse((string)visit!["start"]!, CultureInfo.InvariantCulture);

    // Holds the only technician's row until the booking has planned and waits for it; then commits that the technician is away.
    private async Task<JsonArray> BookWhileAwayAsync(SmallClinic clinic, Guid course, IReadOnlyList<TimeRange> away)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var scope = api.Services.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinic.Client.ClinicId, "test"), stop);
        await scope.ServiceProvider.GetRequiredService<ResourceLocks>().TakeResourcesAsync([clinic.Technicians[0]], stop);
        var booking = clinic.Client.PostAsync($"/v1/courses/{course}/bookings", Request);
        while (await api.QueryAsync<long>("select count(*) from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'", api.Database.Name) == 0)
        {
            Assert.False(booking.IsCompleted, "The booking did not wait.");
            await Task.Delay(10, stop);
        }

        scope.ServiceProvider.GetRequiredService<SchedulingDbContext>().Closures.AddRange(away.Select(a => new Domain.Resources.Closure
        {
            Id = Guid.CreateVersion7(),
            ResourceId = clinic.Technicians[0],
            StartsAt = a.From,
            EndsAt = a.Until,
            Reason = "away",
        }));
        await transaction.CommitAsync(stop);
        return (await booking).Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();
    }
}
