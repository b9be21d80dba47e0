using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Courses;

/// <summary>First dates on which a whole course fits, over HTTP.</summary>
public sealed class EarliestStartTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly DateOnly Start = new(2027, 2, 22);
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Find_ForAProtocol_ComparesTimesOfDay_AndStoresNothing()
    {
        var clinic = await new ClinicBuilder().Open(new TimeOnly(8, 0), new TimeOnly(17, 0)).SeedAsync(api);
        await CloseAsync(clinic, "2027-02-22T13:00:00Z", "2027-02-22T17:00:00Z");

        var answer = (await clinic.Client.PostAsync("/v1/earliest-start", new { protocolId = clinic.ProtocolId, startOnOrAfter = Start, age = 44 })).Expect(HttpStatusCode.OK).Json;

        var starts = answer["starts"]!.AsArray();
        Assert.Equal(["00:00-00:00 2027-02-22", "12:00-17:00 2027-02-22", "00:00-12:00 2027-02-23", "17:00-00:00 "],
            starts.Select(s => $"{s!["time"]!["from"]}-{s["time"]!["until"]} {s["startsOn"]}"));
        Assert.Equal("2027-04-19", (string)starts[0]!["endsOn"]!);
        Assert.Equal((clinic.SiteId.ToString(), "Main", clinic.ModelId.ToString()), ((string)starts[0]!["siteId"]!, (string)starts[0]!["siteName"]!, (string)starts[0]!["deviceModelId"]!));
        Assert.Equal("""{"treatmentDays":36,"greatestMinutesOff":0,"medianMinutesOff":0,"totalMinutesOff":0}""", starts[1]!["figures"]!.ToJsonString());
        Assert.Null(starts[3]!["figures"]);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from plans where clinic_id = $1", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task Find_ForACourse_IsWhereItsPlanCanBeBooked()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).Open(new TimeOnly(9, 0), new TimeOnly(10, 30)).SeedAsync(api);
        var first = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{first}/bookings", new { startOnOrAfter = Start })).Expect(HttpStatusCode.Created);
        var course = await clinic.CreateCourseAsync(1);

        var found = (await clinic.Client.PostAsync("/v1/earliest-start", new { courseId = course, startOnOrAfter = Start, times = new[] { new { from = "00:00", until = "00:00" } } }))
            .Expect(HttpStatusCode.OK).Json["starts"]![0]!;

        // The first visit takes the whole 90 minutes that the site is open: the first day on which the other course has none.
        Assert.Equal("2027-04-06", (string)found["firstTreatmentOn"]!);
        var booked = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = (string)found["startsOn"]!, endOnOrBefore = (string)found["endsOn"]! }))
            .Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();
        Assert.Equal(((string)found["firstTreatmentOn"]!, (string)found["endsOn"]!), ((string)booked[0]!["localDate"]!, (string)booked[^1]!["localDate"]!));
        (await clinic.Client.PostAsync("/v1/earliest-start", new { courseId = first, startOnOrAfter = Start })).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Find_WithoutSites_LooksAtThoseWithADevice_AndAtOthersWhereAsked()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var bare = (await clinic.Client.PostAsync("/v1/sites", new
        {
            name = "Bare",
            alias = "Bare",
            timeZone = "America/Chicago",
            openingHours = new[] { new { day = "monday", from = "08:00", until = "17:00" } },
        })).Expect(HttpStatusCode.Created).Id;
        var time = new[] { new { from = "08:00", until = "12:00" } };

        var able = (await clinic.Client.PostAsync("/v1/earliest-start", new { protocolId = clinic.ProtocolId, startOnOrAfter = Start, times = time })).Expect(HttpStatusCode.OK).Json;
        var asked = (await clinic.Client.PostAsync("/v1/earliest-start", new { protocolId = clinic.ProtocolId, startOnOrAfter = Start, times = time, siteIds = new[] { bare, clinic.SiteId } })).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(["Main"], Names(able));
        Assert.Equal(["Main", "Bare"], Names(asked));
        Assert.Null(asked["starts"]![1]!["startsOn"]);
    }

    [Fact]
    public async Task Find_WhatTheCallerMayNotSeeOrAsk_IsRefused()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var other = await new ClinicBuilder().SeedAsync(api);
        var limited = await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read"], siteIds: [Guid.CreateVersion7()]);
        object Ask(Guid? protocol = null, Guid? course = null, Guid[]? sites = null) => new { protocolId = protocol, courseId = course, siteIds = sites, startOnOrAfter = Start };

        (await clinic.Client.PostAsync("/v1/earliest-start", Ask(other.ProtocolId))).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.Client.PostAsync("/v1/earliest-start", Ask(clinic.ProtocolId, sites: [other.SiteId]))).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.Client.PostAsync("/v1/earliest-start", Ask(course: await other.CreateCourseAsync()))).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await clinic.Client.PostAsync("/v1/earliest-start", Ask())).Expect(HttpStatusCode.BadRequest);
        (await limited.PostAsync("/v1/earliest-start", Ask(clinic.ProtocolId, sites: [clinic.SiteId]))).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
        Assert.Empty((await limited.PostAsync("/v1/earliest-start", Ask(clinic.ProtocolId))).Expect(HttpStatusCode.OK).Json["starts"]!.AsArray());
    }

    private static IEnumerable<string> Names(JsonNode answer) => answer["starts"]!.AsArray().Select(s => (string)s!["siteName"]!);

    private static async Task CloseAsync(SmallClinic clinic, string from, string until) =>
        (await clinic.Client.PostAsync("/v1/closures", new { siteId = clinic.SiteId, from, until, reason = "maintenance" })).Expect(HttpStatusCode.Created);
}
