using System.Net;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Persistence;

/// <summary>How often the service goes to the database and back. A count, unlike a time, is the same on every machine.</summary>
public sealed class RoundTripsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Plan_OfAWholeCourse_TakesFewRoundTrips()
    {
        var clinic = await new ClinicBuilder().WithDevices(3).WithTechnicians(4).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();

        Assert.InRange(await CountAsync(clinic, $"/v1/courses/{course}/plans"), 1, 5);
    }

    [Fact]
    public async Task Book_OfAWholeCourse_TakesFewRoundTrips()
    {
        var clinic = await new ClinicBuilder().WithDevices(3).WithTechnicians(4).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();

        Assert.InRange(await CountAsync(clinic, $"/v1/courses/{course}/bookings"), 1, 9);
    }

    private async Task<int> CountAsync(SmallClinic clinic, string path)
    {
        using var trips = new RoundTrips(api.Database);
        (await clinic.Client.PostAsync(path, new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', trips.Sent));
        return trips.Sent.Count;
    }
}
