using System.Net;
using System.Text.Json.Nodes;
using Scheduling.Application.ApiKeys;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Reports;

/// <summary>What would fit with more devices, staff or hours, without a row written.</summary>
public sealed class ScenariosTests : IClassFixture<ApiFixture>
{
    private const string RowCounts = """
        select string_agg(table_name || ' ' || (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I', table_name), false, true, '')))[1]::text, ', ' order by table_name)
        from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
        """;

    private static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    private readonly TestApi api;

    public ScenariosTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    /// <summary>
    /// Open from 7 to 9 with one device: beside a course that comes every day (35 minutes) no other can begin (95 minutes), so one fits. With a second unit and technician at
    /// least one more begins on that; how many more depends on the order of planning. Another device alone helps nobody, for there is one technician.
    /// </summary>
    [Fact]
    public async Task Compare_MoreDevicesAndStaff_CountsTheCoursesThatFit_AndWritesNothing()
    {
        var clinic = await new ClinicBuilder().Open(new TimeOnly(7, 0), new TimeOnly(9, 0)).SeedAsync(api);
        var before = await api.QueryAsync<string>(RowCounts);

        var nothing = await CompareAsync(clinic, new { });
        var device = await CompareAsync(clinic, new { devices = new[] { new { deviceModelId = clinic.ModelId } } });
        var both = await CompareAsync(clinic, new { devices = new[] { new { deviceModelId = clinic.ModelId } }, staff = new[] { new { role = "technician" } } });

        Assert.Equal((1, 1), Starts(nothing));
        Assert.True(JsonNode.DeepEquals(nothing["asIs"], nothing["whatIf"]));
        Assert.Equal((1, 1), Starts(device));
        var (asIs, whatIf) = Starts(both);
        Assert.Equal(1, asIs);
        Assert.True(whatIf >= 2);
        Assert.Equal((Math.Floor(10m * whatIf / 4) / 10, false, whatIf), ((decimal)both["whatIf"]!["startsPerWeek"]!, (bool)both["whatIf"]!["orMore"]!, both["whatIf"]!["courses"]!.AsArray().Count));
        Assert.All(both["whatIf"]!["courses"]!.AsArray(), c => Assert.InRange((string)c!["startsOn"]!, "2027-02-22", "2027-03-21"));
        Assert.Equal(before, await api.QueryAsync<string>(RowCounts));
    }

    /// <summary>Two hours more a day is room for the initial visit of a second course beside the first.</summary>
    [Fact]
    public async Task Compare_MoreHours_AreWorkedByWhoIsOnShift()
    {
        var clinic = await new ClinicBuilder().Open(new TimeOnly(7, 0), new TimeOnly(9, 0)).SeedAsync(api);

        var longer = await CompareAsync(clinic, new { hours = Weekdays.Select(day => new { day, from = "09:00", until = "11:00" }) });
        var sundays = await CompareAsync(clinic, new { hours = new[] { new { day = "sunday", from = "07:00", until = "12:00" } } });

        Assert.Equal(1, Starts(longer).AsIs);
        Assert.True(Starts(longer).WhatIf > 1);
        // Nobody works on Sundays.
        Assert.Equal((1, 1), Starts(sundays));
    }

    [Fact]
    public async Task Compare_WhatIsBooked_IsInTheWay_AndUnknownIdsAreRefused()
    {
        var clinic = await new ClinicBuilder().Open(new TimeOnly(7, 0), new TimeOnly(9, 0)).SeedAsync(api);
        var course = await clinic.CreateCourseAsync();
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);

        var (asIs, whatIf) = Starts(await CompareAsync(clinic, new { devices = new[] { new { deviceModelId = clinic.ModelId } }, staff = new[] { new { role = "technician" } } }));
        Assert.Equal(0, asIs);
        Assert.True(whatIf >= 1);
        (await AskAsync(clinic.Client, clinic, new { devices = new[] { new { deviceModelId = Guid.NewGuid() } } })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await AskAsync(clinic.Client, clinic, new { siteId = Guid.NewGuid() })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await AskAsync(clinic.Client, clinic, new { protocolId = Guid.NewGuid() })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
        (await AskAsync(clinic.Client, clinic, new { hours = new[] { new { day = "monday", from = "10:00", until = "09:00" } } })).Expect(HttpStatusCode.BadRequest, "invalid_request");
        var elsewhere = await api.CreateKeyAsync(clinic.Client.ClinicId, [Scopes.ScheduleRead], [Guid.NewGuid()]);
        (await AskAsync(elsewhere, clinic, new { })).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
    }

    private static (int AsIs, int WhatIf) Starts(JsonNode answer) => ((int)answer["asIs"]!["starts"]!, (int)answer["whatIf"]!["starts"]!);

    private static async Task<JsonNode> CompareAsync(SmallClinic clinic, object added) => (await AskAsync(clinic.Client, clinic, added)).Expect(HttpStatusCode.OK).Json;

    private static Task<ApiAnswer> AskAsync(ApiClient client, SmallClinic clinic, object added)
    {
        var body = new JsonObject { ["siteId"] = clinic.SiteId, ["protocolId"] = clinic.ProtocolId, ["startOnOrAfter"] = "2027-02-22", ["weeks"] = 4 };
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(added)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return client.SendAsync(HttpMethod.Post, "/v1/scenarios", body);
    }
}
