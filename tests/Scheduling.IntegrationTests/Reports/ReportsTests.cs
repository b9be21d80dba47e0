using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scheduling.Application.ApiKeys;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Authorizations;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Reports;

/// <summary>The burn-down of authorizations, the form of reports, and who sees what of them.</summary>
public sealed class ReportsTests : IClassFixture<ApiFixture>
{
    private const string BurnDown = """
        select coalesce(string_agg(line, E'\n' order by line), '') from (
            select l.id || '|' || p.name || '|' || coalesce(l.tranche, '') || '|' || coalesce(l.window_from::text, '') || '|' || coalesce(l.window_until::text, '') || '|' || coalesce(sum(e.granted), 0) || '|'
                || coalesce(sum(e.reserved), 0) || '|' || coalesce(sum(e.consumed), 0) || '|' || coalesce(sum(e.granted - e.reserved - e.consumed), 0) || '|'
                || coalesce(sum(e.consumed) filter (where e.service_on between $2 and $3), 0) || '|'
                || coalesce((select max(v.local_date)::text from appointments v join unit_claims u on u.clinic_id = v.clinic_id and u.id = v.id where u.clinic_id = $1 and u.line_id = l.id), '') as line
            from authorization_lines l
            join authorizations a on a.clinic_id = l.clinic_id and a.id = l.authorization_id
            join payers p on p.clinic_id = a.clinic_id and p.id = a.payer_id
            left join unit_entries e on e.clinic_id = l.clinic_id and e.line_id = l.id
            where l.clinic_id = $1 and daterange(l.window_from, l.window_until, '[]') && daterange($2, $3, '[]')
            group by l.id, p.name, l.tranche, l.window_from, l.window_until) lines
        """;

    private static readonly DateOnly Monday = new(2027, 2, 22);
    private readonly TestApi api;

    public ReportsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Authorizations_AfterDeliveriesAndAnUndo_EqualTheSumsOfTheLedger()
    {
        var clinic = await BusyClinicAsync();

        foreach (var (from, until) in new[] { (Monday, Monday.AddDays(1)), (Monday.AddDays(1), Monday.AddDays(100)), (Monday.AddDays(-90), Monday.AddDays(-60)) })
        {
            var rows = await clinic.Client.ReportAsync("authorizations", from, until);
            var lines = rows.Lines("lineId", "payer", "tranche", "windowFrom", "windowUntil", "granted", "reserved", "consumed", "remaining", "consumedInPeriod", "lastVisitOn").Split('\n').Order(StringComparer.Ordinal);
            Assert.Equal((await api.QueryAsync<string>(BurnDown, clinic.Client.ClinicId, from, until)).Split('\n').Order(StringComparer.Ordinal), lines);
            Assert.All(rows, r => Assert.Equal((int)r["granted"]!, (int)r["reserved"]! + (int)r["consumed"]! + (int)r["remaining"]!));
        }

        var whole = await clinic.Client.ReportAsync("authorizations", Monday, Monday.AddDays(100));
        Assert.Equal((3, 2), (whole.Count, whole.Sum(r => (int)r["consumed"]!)));
        Assert.Equal(1, (await clinic.Client.ReportAsync("authorizations", Monday, Monday)).Sum(r => (int)r["consumedInPeriod"]!));
    }

    [Theory]
    [InlineData("utilization")]
    [InlineData("adherence")]
    [InlineData("authorizations")]
    [InlineData("capacity")]
    [InlineData("reminders")]
    public async Task Csv_ByAccept_HasTheSameCells_AndNoFormula_AndNoPatient(string name)
    {
        var clinic = await BusyClinicAsync();
        await api.ExecuteAsync("update sites set name = '=1+1, \"Main\"' where clinic_id = $1", clinic.Client.ClinicId);
        var path = $"/v1/reports/{name}?from=2027-02-22&until=2027-03-31{(name == "capacity" ? $"&protocolId={clinic.ProtocolId}" : "")}";

        var json = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK);
        var csv = (await clinic.Client.SendAsync(HttpMethod.Get, path, headers: ("Accept", "text/csv"))).Expect(HttpStatusCode.OK);

        Assert.StartsWith("application/json", json.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("text/csv; charset=utf-8", csv.Headers["Content-Type"]);
        var rows = json.Json["rows"]!.AsArray();
        var lines = csv.Text.Split("\r\n");
        Assert.Equal(rows.Count + 2, lines.Length);
        Assert.Equal(string.Join(',', rows[0]!.AsObject().Select(m => $"\"{m.Key}\"")), lines[0]);
        Assert.NotEmpty(rows);
        Assert.Equal(rows.Select(r => string.Join(',', r!.AsObject().Select(m => Quoted(m.Value)))), lines.Skip(1).SkipLast(1));
        Assert.All(lines.Skip(1).SkipLast(1), line => Assert.Contains(",\"'=1+1, \"\"Main\"\"\",", line, StringComparison.Ordinal));
        Assert.DoesNotContain("Example", json.Text + csv.Text, StringComparison.Ordinal);
        Assert.All(clinic.Patients, p => Assert.DoesNotContain(p.ToString(), json.Text + csv.Text, StringComparison.Ordinal));
        (await clinic.Client.SendAsync(HttpMethod.Get, path, headers: ("Accept", "application/pdf"))).Expect(HttpStatusCode.NotAcceptable, "not_acceptable");
    }

    // A cell says what the JSON says, word by word.
    private static string Quoted(JsonNode? value)
    {
        var text = value switch { null => "", JsonArray many => string.Join(' ', many.Select(m => (string)m!)), _ when value.GetValueKind() == JsonValueKind.String => (string)value!, _ => value.ToJsonString() };
        return $"\"{(text is ['=' or '+' or '-' or '@', ..] ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    [Theory]
    [InlineData("utilization")]
    [InlineData("adherence")]
    [InlineData("authorizations")]
    [InlineData("capacity")]
    public async Task SiteLimitedKey_SeesItsSitesOnly(string name)
    {
        var clinic = await BusyClinicAsync();
        var other = await SisterSite.SeedAsync(api, clinic);
        var own = await api.CreateKeyAsync(clinic.Client.ClinicId, [Scopes.ScheduleRead], [clinic.SiteId]);
        var sister = await api.CreateKeyAsync(clinic.Client.ClinicId, [Scopes.ScheduleRead], [other.SiteId]);
        var (from, until) = (Monday, Monday.AddDays(30));
        var more = name == "capacity" ? $"&protocolId={clinic.ProtocolId}" : "";

        var rows = await own.ReportAsync(name, from, until, more);

        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal(clinic.SiteId.ToString(), (string)r["siteId"]!));
        Assert.DoesNotContain(await sister.ReportAsync(name, from, until, more), r => (string)r["siteId"]! == clinic.SiteId.ToString());
        (await sister.GetAsync($"/v1/reports/{name}?from={from:yyyy-MM-dd}&until={until:yyyy-MM-dd}&siteId={clinic.SiteId}{more}")).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
        Assert.Equal(rows.Count, (await clinic.Client.ReportAsync(name, from, until, $"&siteId={clinic.SiteId}{more}")).Count);
    }

    [Theory]
    [InlineData("from=2027-02-22&until=2027-02-21")]
    [InlineData("from=2027-02-22&until=2028-02-23")]
    [InlineData("from=2027-02-22")]
    public async Task Period_EmptyTooLongOrOpen_IsRefused(string period)
    {
        var client = await api.CreateClinicAsync();
        (await client.GetAsync($"/v1/reports/utilization?{period}")).Expect(HttpStatusCode.BadRequest, "invalid_request");
    }

    // Two insured courses: one with two lines and three visits delivered, of which one is taken back; one with a line without a window.
    private async Task<SmallClinic> BusyClinicAsync()
    {
        var clinic = await new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(2).SeedAsync(api);
        var payer = await clinic.PayerAsync();
        var course = await clinic.WaitingCourseAsync();
        await clinic.ApprovedAsync(course, payer, Line(20, "2027-02-22", "2027-03-21", "acute"), Line(5, "2027-03-22", "2027-04-11", "taper"));
        var open = await clinic.WaitingCourseAsync(1);
        await clinic.ApprovedAsync(open, payer, Line(30));
        await clinic.BookSessionAsync(open, "initial", "2027-02-24", "12:00", 1);
        List<ApiAnswer> visits = [];
        for (var day = 0; day < 4; day++)
        {
            visits.Add(await clinic.BookSessionAsync(course, day == 0 ? "initial" : "treatment", $"2027-02-{22 + day}", "09:00"));
        }

        for (var day = 0; day < 3; day++)
        {
            api.Clock.Set(VisitCalls.MondayMorning.AddDays(day).AddHours(5));
            var done = (await clinic.ActAsync(visits[day].Id, "deliver", new { at = (string)visits[day].Json["start"]! }, (await clinic.VisitAsync(visits[day].Id)).ETag)).Expect(HttpStatusCode.OK);
            if (day == 2)
            {
                (await clinic.ActAsync(visits[day].Id, "undo", new { }, (await clinic.VisitAsync(visits[day].Id)).ETag)).Expect(HttpStatusCode.OK);
            }
        }

        return clinic;
    }
}
