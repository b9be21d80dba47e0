using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Intakes;

/// <summary>Intakes that end, the pipeline as a list and a report, and who may see what.</summary>
public sealed class IntakeEndsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public IntakeEndsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Fact]
    public async Task Decline_CancelsTheConsultToCome_AndReopenGoesOnFromWhatIsOnFile()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var intake = await clinic.ReferAsync(coverage: new { kind = "insured" }, consult: IntakeCalls.Consult());
        intake = (await clinic.DoAsync(intake, "benefits-check", new { covered = false })).Expect(HttpStatusCode.OK);
        var rehearsed = (await clinic.DoAsync(intake, "decline", new { reason = "cost", dryRun = true })).Expect(HttpStatusCode.OK);
        Assert.Equal(("declined", "cancelled_by_clinic", intake.ETag), (rehearsed.State(), (string)rehearsed.Json["consult"]!["state"]!, rehearsed.ETag));
        Assert.Equal("booked", (string)(await clinic.VisitAsync(intake.Json.ConsultId())).Json["state"]!);

        var declined = (await clinic.DoAsync(intake, "decline", new { reason = "cost" })).Expect(HttpStatusCode.OK);

        Assert.Equal(("declined", "", "cost"), (declined.State(), declined.Missing(), (string)declined.Json["steps"]!.AsArray()[^1]!["reason"]!));
        Assert.Equal("cancelled_by_clinic", (string)(await clinic.VisitAsync(intake.Json.ConsultId())).Json["state"]!);
        await clinic.BookConsultAsync("2027-02-23", "09:00");
        (await clinic.DoAsync(declined, "lost", new { reason = "no_answer" })).Expect(HttpStatusCode.Conflict, "wrong_state");
        (await clinic.DoAsync(intake, "reopen")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        var reopened = (await clinic.DoAsync(declined, "reopen")).Expect(HttpStatusCode.OK);
        Assert.Equal(("benefits_checked", "benefits 0, consult 0, order 0"), (reopened.State(), reopened.Missing()));
        Assert.Equal("lost", (await clinic.DoAsync(reopened, "lost", new { reason = "no_answer" })).Expect(HttpStatusCode.OK).State());
    }

    [Fact]
    public async Task Change_OfWhoPays_TakesTheBenefitsCheckBack()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var intake = await clinic.ReferAsync(coverage: new { kind = "insured", memberReference = "M-1" });
        intake = (await clinic.DoAsync(intake, "benefits-check", new { covered = true, checkedOn = "2027-02-20" })).Expect(HttpStatusCode.OK);
        Assert.Equal(("benefits_checked", "2027-02-20"), (intake.State(), (string)intake.Json["benefits"]!["checkedOn"]!));

        (await clinic.Client.PatchAsync($"/v1/intakes/{intake.Id}", new { referral = IntakeCalls.Referral() })).Expect(HttpStatusCode.PreconditionRequired, "version_required");
        var same = (await clinic.Client.PatchAsync($"/v1/intakes/{intake.Id}", new { coverage = new { kind = "insured", memberReference = "M-1" } }, intake.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("benefits_checked", same.State());
        var other = (await clinic.Client.PatchAsync($"/v1/intakes/{intake.Id}", new { coverage = new { kind = "insured", memberReference = "M-2" } }, same.ETag)).Expect(HttpStatusCode.OK);

        Assert.Equal(("referred", true), (other.State(), other.Json["benefits"] is null));
        Assert.Equal("referred benefits_checked referred", other.Steps());
    }

    [Fact]
    public async Task Keys_LimitedBySiteAndScope_SeeWhatIsTheirs()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var sister = await SisterSite.SeedAsync(api, clinic);
        var intake = await clinic.OrderAsync(await clinic.ReferAsync());
        var elsewhere = await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read", "schedule:write", "clinical:write"], [sister.SiteId]);
        var desk = await api.CreateKeyAsync(clinic.Client.ClinicId, ["schedule:read", "schedule:write"]);

        (await elsewhere.GetAsync($"/v1/intakes/{intake.Id}")).Expect(HttpStatusCode.NotFound, "not_found");
        (await elsewhere.PostAsync($"/v1/intakes/{intake.Id}/lost", new { reason = "no_answer" }, intake.ETag)).Expect(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await elsewhere.GetAsync("/v1/intakes")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        (await elsewhere.PostAsync("/v1/intakes", new { siteId = clinic.SiteId, patientId = clinic.Patients[0], referral = IntakeCalls.Referral() })).Expect(HttpStatusCode.Forbidden, "site_not_allowed");
        Assert.Equal(0, (int)(await elsewhere.GetAsync("/v1/reports/intake?from=2027-02-01&until=2027-02-28")).Expect(HttpStatusCode.OK).Json["rows"]![0]!["reached"]!);
        (await desk.PostAsync($"/v1/intakes/{intake.Id}/order", new { protocolId = clinic.ProtocolId, reason = "Ordered." }, intake.ETag)).Expect(HttpStatusCode.Forbidden, "scope_missing");
        var seen = (await desk.GetAsync($"/v1/intakes/{intake.Id}")).Expect(HttpStatusCode.OK).Json;
        Assert.True(seen["referral"]!["reason"] is null && seen["order"]!["indication"] is null && seen["order"]!["reason"] is null);
        Assert.Equal("mdd", (string)(await clinic.IntakeAsync(intake.Id)).Json["order"]!["indication"]!);
        // Ids and states only in what others read.
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from events where clinic_id = $1 and (payload::text like '%mdd%' or payload::text like '%Sender%')", clinic.Client.ClinicId));
        Assert.True(await api.QueryAsync<long>("select count(*) from audit_entries where clinic_id = $1 and object_kind = 'intake' and action in ('create', 'order')", clinic.Client.ClinicId) == 2);
        (await clinic.Client.DeleteAsync($"/v1/patients/{clinic.Patients[0]}", (await clinic.Client.GetAsync($"/v1/patients/{clinic.Patients[0]}")).ETag)).Expect(HttpStatusCode.Conflict, "in_use");
    }

    [Fact]
    public async Task Report_AndList_AreWhatSqlCounts()
    {
        var clinic = await new ClinicBuilder().WithPatients(4).SeedAsync(api);
        var straight = await clinic.ReferAsync(0, new { kind = "self_pay" }, IntakeCalls.Consult("2027-02-24"));
        await clinic.ReferAsync(1, receivedOn: "2027-02-18");
        var given = await clinic.ReferAsync(2);
        // Of another period.
        await clinic.ReferAsync(3, receivedOn: "2027-01-31");
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(3));
        straight = await clinic.OrderAsync(straight);
        given = (await clinic.DoAsync(given, "benefits-check", new { covered = false })).Expect(HttpStatusCode.OK);
        api.Clock.Set(VisitCalls.MondayMorning.AddDays(8));
        (await clinic.DoAsync(straight, "open-course")).Expect(HttpStatusCode.OK);
        (await clinic.DoAsync(given, "decline", new { reason = "cost" })).Expect(HttpStatusCode.OK);

        var report = (await clinic.Client.GetAsync($"/v1/reports/intake?from=2027-02-01&until=2027-02-28&siteId={clinic.SiteId}")).Expect(HttpStatusCode.OK).Json;

        foreach (var row in report["rows"]!.AsArray())
        {
            var step = (string)row!["step"]!;
            Assert.Equal(await StaysAsync(clinic, step, "count(*)"), (int)row["left"]!);
            Assert.Equal(await StaysAsync(clinic, step, "coalesce(max(days), 0)::bigint"), (int?)row["longestDays"] ?? 0);
            Assert.Equal(await StaysAsync(clinic, step, "coalesce(round(avg(days) * 10), 0)::bigint"), Tenths(row["meanDays"]));
            Assert.Equal(await StaysAsync(clinic, step, "coalesce(round((percentile_cont(0.5) within group (order by days))::numeric * 10), 0)::bigint"), Tenths(row["medianDays"]));
            Assert.Equal(await StaysAsync(clinic, step, "count(*) filter (where next = 'declined')"), (int)row["declined"]!);
            Assert.Equal(await InAsync(clinic, step), step == "course" ? 1 : (int)row["waiting"]!);
        }

        Assert.Equal("3 2 1 1 1", string.Join(' ', report["rows"]!.AsArray().Select(r => (int)r!["reached"]!)));
        Assert.Equal("100 66.7 33.3 33.3 33.3", string.Join(' ', report["rows"]!.AsArray().Select(r => ((decimal)r!["reachedPercent"]!).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture))));
        var csv = (await clinic.Client.SendAsync(HttpMethod.Get, "/v1/reports/intake?from=2027-02-01&until=2027-02-28", headers: ("Accept", "text/csv"))).Expect(HttpStatusCode.OK).Text.Split("\r\n");
        Assert.Equal(("\"step\",\"reached\"", "\"ordered\",\"1\""), (string.Join(',', csv[0].Split(',')[..2]), string.Join(',', csv[4].Split(',')[..2])));
        (await clinic.Client.GetAsync("/v1/reports/intake?from=2027-02-01&until=2027-01-31")).Expect(HttpStatusCode.BadRequest, "invalid_request");

        var open = (await clinic.Client.GetAsync("/v1/intakes?open=true&limit=1")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("referred", 8), ((string)Assert.Single(open["items"]!.AsArray())!["state"]!, (int)open["items"]![0]!["daysInStep"]!));
        Assert.Single((await clinic.Client.GetAsync($"/v1/intakes?open=true&cursor={open["next"]}&limit=1")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        Assert.Single((await clinic.Client.GetAsync("/v1/intakes?state=declined")).Json["items"]!.AsArray());
        Assert.Equal(2, (await clinic.Client.GetAsync("/v1/intakes?open=false")).Json["items"]!.AsArray().Count);
    }

    private static long Tenths(JsonNode? days) => days is null ? 0 : (long)((decimal)days * 10);

    // The same figures by another road: stays by the dates of New York, paired in SQL.
    private Task<long> StaysAsync(SmallClinic clinic, string step, string figure) => api.QueryAsync<long>(
        $"""
        select {figure} from (
            select s ->> 'state' as state, lead(s ->> 'state') over w as next,
                (lead((s ->> 'at')::timestamptz) over w at time zone 'America/New_York')::date - ((s ->> 'at')::timestamptz at time zone 'America/New_York')::date as days
            from intakes i, jsonb_array_elements(i.steps) with ordinality as e(s, n)
            where i.clinic_id = $1 and i.received_on between '2027-02-01' and '2027-02-28'
            window w as (partition by i.id order by n)) x
        where state = $2 and next is not null
        """,
        clinic.Client.ClinicId,
        step);

    private Task<long> InAsync(SmallClinic clinic, string step) =>
        api.QueryAsync<long>("select count(*) from intakes where clinic_id = $1 and state = $2 and received_on between '2027-02-01' and '2027-02-28'", clinic.Client.ClinicId, step);
}
