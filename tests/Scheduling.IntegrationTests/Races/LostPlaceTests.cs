using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Persistence;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Races;

/// <summary>A place of an inline booking is taken between its plan and its locks: only that visit is planned again.</summary>
public sealed class LostPlaceTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Book_LosingOnePlace_KeepsAllOthersAndTheDay()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var request = new { startOnOrAfter = "2027-02-22", preferredTime = "10:00" };
        var shown = (await clinic.Client.PostAsync($"/v1/courses/{course}/plans", request)).Expect(HttpStatusCode.Created).Json["options"]![0]!["sessions"]!.AsArray();
        var lost = DateTimeOffset.Parse((string)shown[7]!["start"]!, System.Globalization.CultureInfo.InvariantCulture);

        var booking = await TakeWhileBookingAsync(clinic, lost, () => clinic.Client.PostAsync($"/v1/courses/{course}/bookings", request));

        var booked = booking.Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();
        var moved = Enumerable.Range(0, 36).Where(i => (string)booked[i]!["start"]! != (string)shown[i]!["start"]!).ToList();
        Assert.Equal([7], moved);
        Assert.Equal((string)shown[7]!["localDate"]!, (string)booked[7]!["localDate"]!);
        Assert.Equal(TimeSpan.FromMinutes(30), (DateTimeOffset.Parse((string)booked[7]!["start"]!, System.Globalization.CultureInfo.InvariantCulture) - lost).Duration());
    }

    [Fact]
    public async Task Book_LosingAWholeDay_IsPlannedAnew()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        var request = new { startOnOrAfter = "2027-02-22", preferredTime = "10:00" };

        // From 5 to 23 local.
        var booking = await TakeWhileBookingAsync(
            clinic, new DateTimeOffset(2027, 3, 3, 10, 0, 0, TimeSpan.Zero), () => clinic.Client.PostAsync($"/v1/courses/{course}/bookings", request), TimeSpan.FromHours(18));

        var booked = booking.Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();
        Assert.Equal(36, booked.Count);
        Assert.DoesNotContain(booked, b => (string)b!["localDate"]! == "2027-03-03");
    }

    // Holds the only technician's row, so that the booking has planned and waits; then commits what is in its way.
    private async Task<ApiAnswer> TakeWhileBookingAsync(SmallClinic clinic, DateTimeOffset start, Func<Task<ApiAnswer>> book, TimeSpan? length = null)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinic.Client.ClinicId, "test"), TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<ResourceLocks>().TakeResourcesAsync([clinic.Technicians[0]], TestContext.Current.CancellationToken);
        var booking = book();
        while (await api.QueryAsync<long>("select count(*) from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'", api.Database.Name) == 0)
        {
            Assert.False(booking.IsCompleted, "The booking did not wait.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        var db = scope.ServiceProvider.GetRequiredService<SchedulingDbContext>();
        db.Closures.Add(new() { ResourceId = clinic.Technicians[0], StartsAt = start, EndsAt = start + (length ?? TimeSpan.FromMinutes(30)), Reason = "away" });
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return await booking;
    }
}
