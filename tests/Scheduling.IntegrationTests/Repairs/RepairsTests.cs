using System.Net;
using System.Text.Json.Nodes;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Repairs;

/// <summary>R15: a disruption answers with a repair; what is applied is exactly what was shown, whole or not at all.</summary>
public sealed class RepairsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly DateTimeOffset Now = new(2027, 2, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly (string From, string Until) Wednesday = ("2027-02-17T05:00:00Z", "2027-02-18T05:00:00Z");
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task TechnicianIll_ColleagueFree_KeepsTheTime_NobodyIsCalled()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithTechnicians(2));
        var visits = await BookAsync(clinic);
        var booked = visits.Single(v => (string)v!["localDate"]! == "2027-02-17")!;
        var technician = booked["resources"]!.AsArray().Single(r => (string?)r!["role"] == "technician")!["id"]!;

        var closure = await CloseAsync(clinic, new { resourceId = (string)technician!, from = Wednesday.From, until = Wednesday.Until, reason = "Ill" });
        var repair = closure.Json["repair"]!;
        var change = Assert.Single(repair["changes"]!.AsArray())!;
        Assert.Equal(("other_resources", (string)booked["start"]!, false, true), ((string)change["step"]!, (string)change["after"]!["start"]!, (bool)change["mustBeTold"]!, (bool)repair["proven"]!));
        Assert.Equal(("R5", "closed"), ((string)change["because"]![0]!["rule"]!, (string)change["because"]![0]!["reason"]!));
        Assert.Empty((await clinic.Client.GetAsync($"/v1/repairs/{(string)repair["id"]!}/call-list")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());

        var applied = await ApplyAsync(clinic, repair);
        applied.Expect(HttpStatusCode.OK);
        Assert.Equal("applied", (string)applied.Json["status"]!);
        var now = (await clinic.Client.GetAsync($"/v1/appointments/{(string)booked["id"]!}")).Expect(HttpStatusCode.OK).Json;
        Assert.NotEqual((string)technician!, (string)now["resources"]!.AsArray().Single(r => (string?)r!["role"] == "technician")!["id"]!);
        Assert.Equal((0, "booked", 2), (now["flags"]!.AsArray().Count, (string)now["state"]!, (int)now["scheduleVersion"]!));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from appointment_changes where clinic_id = $1 and kind = 'swapped' and actor = 'front-desk-1' and reason like 'Repair %'", clinic.Client.ClinicId));
        await AssertWholeAsync(clinic);
    }

    [Fact]
    public async Task SiteClosedForADay_AppendsTheSessionOfEach_CallsEachOnce_AndCanBeUndoneOnceItIsOpen()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(2));
        await BookAsync(clinic, 0);
        await BookAsync(clinic, 1);
        var before = await BookOfAsync(clinic);

        var closure = await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Burst pipe" });
        var repair = closure.Json["repair"]!;
        Assert.Equal((0, 2, 2), ((int)repair["cost"]!["lost"]!, (int)repair["cost"]!["moved"]!, (int)repair["cost"]!["told"]!));
        Assert.All(repair["changes"]!.AsArray().Where(c => (bool)c!["mustBeTold"]!), c => Assert.Equal("make_up", (string)c!["step"]!));
        var calls = (await clinic.Client.GetAsync($"/v1/repairs/{(string)repair["id"]!}/call-list")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(clinic.Patients.Select(p => p.ToString()).Order(), calls.Select(c => (string)c!["patientId"]!).Order());
        Assert.All(calls, c => Assert.NotNull(Assert.Single(c!["visits"]!.AsArray())!["newStart"]));
        Assert.Equal(calls.Select(c => (string)c!["visits"]![0]!["oldStart"]!).Order(StringComparer.Ordinal), calls.Select(c => (string)c!["visits"]![0]!["oldStart"]!));

        var applied = (await ApplyAsync(clinic, repair)).Expect(HttpStatusCode.OK);
        await AssertWholeAsync(clinic);
        // The taper begins when the acute phase has been given (R11): phases follow the order of the sessions.
        Assert.Equal(0L, await api.QueryAsync<long>("""
            select count(*) from appointments a join appointments b on a.course_id = b.course_id and a.starts_at < b.starts_at
            where a.clinic_id = $1 and a.phase <> 'acute' and b.phase = 'acute'
            """, clinic.Client.ClinicId));
        Assert.Equal(60L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and phase = 'acute' and state = 'booked'", clinic.Client.ClinicId));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and local_date = '2027-02-17'", clinic.Client.ClinicId));

        var path = $"/v1/repairs/{(string)repair["id"]!}";
        var refused = (await clinic.Client.PostAsync($"{path}/undo", ifMatch: applied.ETag)).Expect(HttpStatusCode.Conflict, "plan_outdated");
        Assert.Contains(refused.Json["conflicts"]!.AsArray(), c => (string)c!["reason"]! == "closed");
        (await clinic.Client.DeleteAsync($"/v1/closures/{(string)closure.Json["closure"]!["id"]!}", "\"1\"")).Expect(HttpStatusCode.NoContent);
        var undone = (await clinic.Client.PostAsync($"{path}/undo", ifMatch: applied.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("undone", (string)undone.Json["status"]!);
        Assert.Equal(before, await BookOfAsync(clinic));
        await AssertWholeAsync(clinic);
        (await clinic.Client.PostAsync($"{path}/undo", ifMatch: undone.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task OnlyDeviceDownForGood_NeedsANewTime_AndKeepsHistory()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        await BookAsync(clinic);
        var closure = await CloseAsync(clinic, new { resourceId = clinic.Devices[0], from = "2027-03-01T05:00:00Z", estimatedUntil = "2028-03-01T05:00:00Z", reason = "In service" });
        var repair = closure.Json["repair"]!;
        var affected = closure.Json["affected"]!.AsArray().Count;
        // Free days before the closure hold some; the rest has no place.
        var lost = (int)repair["cost"]!["lost"]!;
        Assert.True(lost > 0 && lost <= affected, repair.ToJsonString());

        (await ApplyAsync(clinic, repair)).Expect(HttpStatusCode.OK);
        Assert.Equal(lost, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and state = 'needs_new_time'", clinic.Client.ClinicId));
        Assert.Equal(lost, await api.QueryAsync<long>("select count(*) from appointment_changes where clinic_id = $1 and kind = 'lost_place'", clinic.Client.ClinicId));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from allocations l join appointments a on a.id = l.appointment_id where a.clinic_id = $1 and l.live and a.state = 'needs_new_time'", clinic.Client.ClinicId));
        Assert.Equal(0L, await api.OverlapsAsync());

        // It comes back sooner: those without a place get theirs again.
        var sooner = (await clinic.Client.PatchAsync($"/v1/closures/{(string)closure.Json["closure"]!["id"]!}", new { until = "2027-03-02T05:00:00Z" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Empty(sooner.Json["affected"]!.AsArray());
        var again = sooner.Json["repair"]!;
        Assert.Equal(0, (int)again["cost"]!["lost"]!);
        (await ApplyAsync(clinic, again)).Expect(HttpStatusCode.OK);
        await AssertWholeAsync(clinic);
        Assert.Equal(36L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and state = 'booked'", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task VisitChangedSince_IsRefused_NamingIt_AndProposedAgain()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(2));
        var visits = await BookAsync(clinic, 0);
        await BookAsync(clinic, 1);
        var closure = await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" });
        var repair = closure.Json["repair"]!;
        var path = $"/v1/repairs/{(string)repair["id"]!}";
        var hit = visits.Single(v => (string)v!["localDate"]! == "2027-02-17")!;
        var read = (await clinic.Client.GetAsync($"/v1/appointments/{(string)hit["id"]!}")).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync($"/v1/appointments/{(string)hit["id"]!}/cancel", new { scope = "this", by = "patient", reason = "Travels" }, read.ETag)).Expect(HttpStatusCode.OK);
        var book = await BookOfAsync(clinic);

        Assert.Equal("stale", (string)(await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK).Json["status"]!);
        var refused = (await ApplyAsync(clinic, repair)).Expect(HttpStatusCode.Conflict, "plan_outdated");
        Assert.Contains((string)hit["id"]!, refused.Json["appointmentIds"]!.AsArray().Select(a => (string)a!));
        Assert.Equal(book, await BookOfAsync(clinic));

        // Whoever is not concerned is repaired by the fresh one that came with the refusal.
        var fresh = refused.Json["repair"]!;
        Assert.All(fresh["changes"]!.AsArray(), c => Assert.Equal(clinic.Patients[1].ToString(), (string)c!["patientId"]!));
        var other = (await ApplyAsync(clinic, fresh)).Expect(HttpStatusCode.OK);
        Assert.Equal(("applied", clinic.Patients[1].ToString()), ((string)other.Json["status"]!, (string)Assert.Single(other.Json["appliedPatientIds"]!.AsArray())!));
        (await clinic.Client.PostAsync($"{path}/propose-again")).Expect(HttpStatusCode.Conflict, "wrong_state");
        await AssertWholeAsync(clinic);
    }

    [Fact]
    public async Task VisitChangedSince_OthersOfTheRepairMayGo_AndNothingIsLeftToPropose()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(2));
        var visits = await BookAsync(clinic, 0);
        await BookAsync(clinic, 1);
        var repair = (await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" })).Json["repair"]!;
        var path = $"/v1/repairs/{(string)repair["id"]!}";
        var hit = (string)visits.Single(v => (string)v!["localDate"]! == "2027-02-17")!["id"]!;
        var read = (await clinic.Client.GetAsync($"/v1/appointments/{hit}")).Expect(HttpStatusCode.OK);
        (await clinic.Client.PostAsync($"/v1/appointments/{hit}/cancel", new { scope = "this", by = "patient", reason = "Travels" }, read.ETag)).Expect(HttpStatusCode.OK);
        var other = (await clinic.Client.PostAsync($"{path}/apply", new { patients = new[] { clinic.Patients[1] } }, (string)repair["etag"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal(("stale", clinic.Patients[1].ToString()), ((string)other.Json["status"]!, (string)Assert.Single(other.Json["appliedPatientIds"]!.AsArray())!));
        var again = (await clinic.Client.PostAsync($"{path}/propose-again")).Expect(HttpStatusCode.OK);
        Assert.Null(again.Json["repair"]);
        await AssertWholeAsync(clinic);
    }

    [Fact]
    public async Task TwoClerks_ApplyTheSame_OneWins()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(2));
        await BookAsync(clinic, 0);
        await BookAsync(clinic, 1);
        var first = (await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" })).Json["repair"]!;
        var second = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId })).Expect(HttpStatusCode.OK).Json["repair"]!;

        var answers = await Task.WhenAll(ApplyAsync(clinic, first), ApplyAsync(clinic, second), ApplyAsync(clinic, first), ApplyAsync(clinic, second));

        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a =>
        {
            Assert.True(a.Code is "plan_outdated" or "stale_version" or "wrong_state", a.Text);
            // The winner left nothing to repair, and the refusal says so.
            Assert.True(a.Json.AsObject().TryGetPropertyValue("repair", out var left) && left is null, a.Text);
        });
        await AssertWholeAsync(clinic);
        Assert.Equal(2L, await api.QueryAsync<long>("select count(*) from appointment_changes where clinic_id = $1 and kind = 'moved'", clinic.Client.ClinicId));
        Assert.Equal(0, await api.Database.DeadlocksAsync());
    }

    [Fact]
    public async Task TwoClerks_ApplyWhatWasComputedFromOneState_TheOtherGetsAFreshProposal_ThatCanBeApplied()
    {
        for (var round = 0; round < 6; round++)
        {
            var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(2));
            await BookAsync(clinic, 0);
            await BookAsync(clinic, 1);
            var first = (await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" })).Json["repair"]!;
            var second = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId })).Expect(HttpStatusCode.OK).Json["repair"]!;
            // One clerk has only reached the first patient; the other applies the same for both.
            var one = new { patients = new[] { clinic.Patients[round % 2] } };

            var answers = await Task.WhenAll(
                clinic.Client.PostAsync($"/v1/repairs/{(string)first["id"]!}/apply", one, (string)first["etag"]!),
                clinic.Client.PostAsync($"/v1/repairs/{(string)second["id"]!}/apply", one, (string)second["etag"]!));

            var lost = Assert.Single(answers, a => a.Status != HttpStatusCode.OK);
            Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
            lost.Expect(HttpStatusCode.Conflict, "plan_outdated");
            var fresh = lost.Json["repair"]!;
            Assert.NotEqual(lost == answers[0] ? (string)first["id"]! : (string)second["id"]!, (string)fresh["id"]!);
            Assert.Equal("proposed", (string)fresh["status"]!);
            Assert.Equal(clinic.Patients[1 - (round % 2)].ToString(), (string)Assert.Single(fresh["changes"]!.AsArray(), c => (bool)c!["mustBeTold"]!)!["patientId"]!);
            // It is stored, as shown, and takes the place of the one that was refused.
            var stored = (await clinic.Client.GetAsync($"/v1/repairs/{(string)fresh["id"]!}")).Expect(HttpStatusCode.OK);
            JsonAssert.Equal(fresh.ToJsonString(), stored.Text);
            var refused = (await clinic.Client.GetAsync($"/v1/repairs/{(string)(lost == answers[0] ? first : second)["id"]!}")).Expect(HttpStatusCode.OK);
            Assert.Equal(("superseded", (string)fresh["id"]!), ((string)refused.Json["status"]!, (string)refused.Json["supersededById"]!));
            (await ApplyAsync(clinic, fresh)).Expect(HttpStatusCode.OK);
            await AssertWholeAsync(clinic);
        }

        Assert.Equal(0, await api.Database.DeadlocksAsync());
    }

    [Fact]
    public async Task WrongVersion_OfARepairThatHolds_IsShownThatRepair_AndNoneIsProposed()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        await BookAsync(clinic);
        var repair = (await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" })).Json["repair"]!;
        var refused = (await clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { }, "\"7\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        JsonAssert.Equal(repair.ToJsonString(), refused.Json["repair"]!.ToJsonString());
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from repairs where clinic_id = $1", clinic.Client.ClinicId));
    }

    [Fact]
    public async Task PartlyApplied_WhatIsLeftOfIt_GivesWayToTheNextOfItsCause()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(2));
        await BookAsync(clinic, 0);
        await BookAsync(clinic, 1);
        var closure = await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" });
        var path = $"/v1/repairs/{(string)closure.Json["repair"]!["id"]!}";
        var partly = (await clinic.Client.PostAsync($"{path}/apply", new { patients = new[] { clinic.Patients[0] } }, (string)closure.Json["repair"]!["etag"]!)).Expect(HttpStatusCode.OK);
        var longer = (await clinic.Client.PatchAsync($"/v1/closures/{(string)closure.Json["closure"]!["id"]!}", new { until = "2027-02-19T05:00:00Z" }, "\"1\"")).Expect(HttpStatusCode.OK);
        var old = (await clinic.Client.GetAsync(path)).Expect(HttpStatusCode.OK);
        Assert.Equal(("partly_applied", (string)longer.Json["repair"]!["id"]!), ((string)old.Json["status"]!, (string)old.Json["supersededById"]!));

        var refused = (await clinic.Client.PostAsync($"{path}/apply", new { }, old.ETag)).Expect(HttpStatusCode.Conflict, "wrong_state");
        Assert.Equal((string)longer.Json["repair"]!["id"]!, (string)refused.Json["repair"]!["id"]!);
        (await ApplyAsync(clinic, longer.Json["repair"]!)).Expect(HttpStatusCode.OK);
        await AssertWholeAsync(clinic);
    }

    [Fact]
    public async Task History_OfOneInstant_IsInTheOrderOfWriting()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        var visits = await BookAsync(clinic);
        var id = (string)visits.Single(v => (string)v!["localDate"]! == "2027-02-17")!["id"]!;
        List<string> expected = ["booked"];
        for (var round = 0; round < 6; round++)
        {
            // The clock stands still: flagged, and the flag taken back.
            var closure = await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" });
            (await clinic.Client.DeleteAsync($"/v1/closures/{(string)closure.Json["closure"]!["id"]!}", "\"1\"")).Expect(HttpStatusCode.NoContent);
            expected.AddRange(["closure", ""]);
        }

        var applied = (await ApplyAsync(clinic, (await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" })).Json["repair"]!)).Expect(HttpStatusCode.OK);
        expected.AddRange(["closure", "moved"]);
        List<string> read = [];
        for (string? cursor = null, more = ""; more is not null; cursor = more)
        {
            var page = (await clinic.Client.GetAsync($"/v1/appointments/{id}/history?limit=4" + (cursor is null ? "" : $"&cursor={cursor}"))).Expect(HttpStatusCode.OK).Json;
            read.AddRange(page["items"]!.AsArray().Select(c => (string)c!["kind"]! == "flagged" ? string.Join(' ', c["after"]!["flags"]!.AsArray().Select(f => (string)f!)) : (string)c["kind"]!));
            more = (string?)page["next"];
        }

        Assert.Equal("applied", (string)applied.Json["status"]!);
        Assert.Equal(expected, read);
    }

    [Fact]
    public async Task ApplyWhileTheClosureChanges_OneAfterTheOther_WithoutDeadlock()
    {
        for (var round = 0; round < 8; round++)
        {
            var clinic = await SeedAsync(new ClinicBuilder().WithDevices(2).WithTechnicians(2).WithPatients(2));
            await BookAsync(clinic, 0);
            await BookAsync(clinic, 1);
            var entered = await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" });
            var path = $"/v1/closures/{(string)entered.Json["closure"]!["id"]!}";

            var answers = await Task.WhenAll(ApplyAsync(clinic, entered.Json["repair"]!), clinic.Client.PatchAsync(path, new { until = "2027-02-19T05:00:00Z" }, "\"1\""));

            Assert.True(answers[0].Status is HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed, answers[0].Text);
            answers[1].Expect(HttpStatusCode.OK);
        }

        Assert.Equal(0, await api.Database.DeadlocksAsync());
    }

    [Fact]
    public async Task Preview_WritesNothing_AndALaterEndTakesThePlaceOfTheProposal()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithTechnicians(2));
        await BookAsync(clinic);
        var counted = await CountAsync(clinic);
        var body = new { siteId = clinic.SiteId, from = Wednesday.From, estimatedUntil = Wednesday.Until, reason = "Flood", dryRun = true };
        var preview = (await clinic.Client.PostAsync("/v1/closures", body)).Expect(HttpStatusCode.OK);
        Assert.Null(preview.Json["repair"]!["id"]);
        Assert.Equal(1, (int)preview.Json["repair"]!["cost"]!["moved"]!);
        Assert.Null((await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId, dryRun = true })).Expect(HttpStatusCode.OK).Json["repair"]);
        Assert.Equal(counted, await CountAsync(clinic));

        var closure = await CloseAsync(clinic, body with { dryRun = false });
        var longer = (await clinic.Client.PatchAsync($"/v1/closures/{(string)closure.Json["closure"]!["id"]!}", new { estimatedUntil = "2027-02-19T05:00:00Z" }, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, (int)longer.Json["repair"]!["cost"]!["moved"]!);
        var old = (await clinic.Client.GetAsync($"/v1/repairs/{(string)closure.Json["repair"]!["id"]!}")).Expect(HttpStatusCode.OK);
        Assert.Equal(("superseded", (string)longer.Json["repair"]!["id"]!), ((string)old.Json["status"]!, (string)old.Json["supersededById"]!));
        (await ApplyAsync(clinic, old.Json)).Expect(HttpStatusCode.Conflict, "wrong_state");
        var open = (await clinic.Client.GetAsync($"/v1/repairs?siteId={clinic.SiteId}&status=proposed")).Expect(HttpStatusCode.OK);
        Assert.Equal((string)longer.Json["repair"]!["id"]!, (string)Assert.Single(open.Json["items"]!.AsArray())!["id"]!);
    }

    [Fact]
    public async Task LapsedCredential_IsFoundByLookingThrough_AndOthersTakeOver()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithTechnicians(2));
        var visits = await BookAsync(clinic);
        var technician = (string)visits[5]!["resources"]!.AsArray().Single(r => (string?)r!["role"] == "technician")!["id"]!;
        var credential = new { kind = "operator", deviceModelId = clinic.ModelId, validFrom = "2020-01-01", validUntil = "2027-02-12" };
        (await clinic.Client.PutAsync($"/v1/staff/{technician}/credentials", new { credentials = new[] { credential } }, "\"1\"")).Expect(HttpStatusCode.OK);

        var found = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId })).Expect(HttpStatusCode.OK);
        Assert.All(found.Json["affected"]!.AsArray(), a => Assert.Equal("credential", (string)a!["because"]![0]!["flag"]!));
        Assert.Equal((0, 0), ((int)found.Json["repair"]!["cost"]!["lost"]!, (int)found.Json["repair"]!["cost"]!["moved"]!));
        (await ApplyAsync(clinic, found.Json["repair"]!)).Expect(HttpStatusCode.OK);
        Assert.Null((await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId })).Expect(HttpStatusCode.OK).Json["repair"]);
        await AssertWholeAsync(clinic);
    }

    [Fact]
    public async Task PatientAway_AnswersWithARepair_AndKeepsWhoApproved()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        await BookAsync(clinic);
        var path = $"/v1/patients/{clinic.Patients[0]}";
        var away = (await clinic.Client.PostAsync($"{path}/absences", new { from = "2027-02-15", until = "2027-02-19", reason = "Travels", approvedBy = "dr-lee" })).Expect(HttpStatusCode.Created);
        Assert.Equal(("dr-lee", "dr-lee"), ((string)away.Json["absence"]!["approvedBy"]!, (string)(await clinic.Client.GetAsync($"{path}/absences")).Json["items"]![0]!["approvedBy"]!));
        Assert.Equal((5, 0, 5, 1), (away.Json["affected"]!.AsArray().Count, (int)away.Json["repair"]!["cost"]!["lost"]!, (int)away.Json["repair"]!["cost"]!["moved"]!, (int)away.Json["repair"]!["cost"]!["told"]!));
        var call = Assert.Single((await clinic.Client.GetAsync($"/v1/repairs/{(string)away.Json["repair"]!["id"]!}/call-list")).Json["items"]!.AsArray())!;
        Assert.Equal(5, call["visits"]!.AsArray().Count);
        (await ApplyAsync(clinic, away.Json["repair"]!)).Expect(HttpStatusCode.OK);
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from appointments where clinic_id = $1 and local_date between '2027-02-15' and '2027-02-19'", clinic.Client.ClinicId));
        await AssertWholeAsync(clinic);
    }

    [Fact]
    public async Task TwoAbsences_OneRepairForBoth_AndForTheOneThatIsLeft()
    {
        var clinic = await SeedAsync(new ClinicBuilder());
        await BookAsync(clinic);
        var path = $"/v1/patients/{clinic.Patients[0]}/absences";
        var first = (await clinic.Client.PostAsync(path, new { from = "2027-02-15", until = "2027-02-15" })).Expect(HttpStatusCode.Created);
        var second = (await clinic.Client.PostAsync(path, new { from = "2027-02-17", until = "2027-02-18" })).Expect(HttpStatusCode.Created);
        Assert.Equal((2, 3), (second.Json["affected"]!.AsArray().Count, (int)second.Json["repair"]!["cost"]!["moved"]!));

        (await clinic.Client.DeleteAsync($"{path}/{(string)second.Json["absence"]!["id"]!}", second.ETag)).Expect(HttpStatusCode.NoContent);
        var left = Assert.Single((await clinic.Client.GetAsync("/v1/repairs?status=proposed")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray())!;
        Assert.Equal(1, (int)left["cost"]!["moved"]!);
        Assert.Equal("superseded", (string)(await clinic.Client.GetAsync($"/v1/repairs/{(string)second.Json["repair"]!["id"]!}")).Expect(HttpStatusCode.OK).Json["status"]!);

        var etag = (await clinic.Client.GetAsync(path)).ETag;
        (await clinic.Client.DeleteAsync($"{path}/{(string)first.Json["absence"]!["id"]!}", etag)).Expect(HttpStatusCode.NoContent);
        Assert.Empty((await clinic.Client.GetAsync("/v1/repairs?status=proposed")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Apply_WithoutAVersion_OrForAStranger_IsRefused()
    {
        var clinic = await SeedAsync(new ClinicBuilder().WithPatients(2));
        await BookAsync(clinic);
        var repair = (await CloseAsync(clinic, new { siteId = clinic.SiteId, from = Wednesday.From, until = Wednesday.Until, reason = "Flood" })).Json["repair"]!;
        var path = $"/v1/repairs/{(string)repair["id"]!}/apply";
        (await clinic.Client.PostAsync(path, new { })).Expect((HttpStatusCode)428);
        (await clinic.Client.PostAsync(path, new { }, "\"7\"")).Expect(HttpStatusCode.PreconditionFailed, "stale_version");
        var stranger = (await clinic.Client.PostAsync(path, new { patients = new[] { clinic.Patients[1] } }, "\"1\"")).Expect(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal("/patients/0", Assert.Single(stranger.Json["errors"]!.AsObject()).Key);
        var elsewhere = await (await new ClinicBuilder().SeedAsync(api)).Client.GetAsync($"/v1/repairs/{(string)repair["id"]!}");
        elsewhere.Expect(HttpStatusCode.NotFound);
        (await clinic.Client.PostAsync("/v1/repairs", new { siteId = Guid.NewGuid() })).Expect(HttpStatusCode.UnprocessableEntity, "unknown_reference");
    }

    private static async Task<ApiAnswer> CloseAsync(SmallClinic clinic, object closure) => (await clinic.Client.PostAsync("/v1/closures", closure)).Expect(HttpStatusCode.Created);

    private static Task<ApiAnswer> ApplyAsync(SmallClinic clinic, JsonNode repair) => clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { }, (string)repair["etag"]!);

    // Nothing overlaps, no visit to come breaks a rule, and lanes are where their visits are.
    private async Task AssertWholeAsync(SmallClinic clinic)
    {
        Assert.Equal(0L, await api.OverlapsAsync());
        var found = (await clinic.Client.PostAsync("/v1/repairs", new { siteId = clinic.SiteId, dryRun = true })).Expect(HttpStatusCode.OK);
        Assert.True(found.Json["affected"]!.AsArray().Count == 0, found.Text);
        Assert.Equal(0L, await api.QueryAsync<long>("""
            select count(*) from appointments a where a.clinic_id = $1 and a.state = 'booked'
                and not exists (select 1 from allocations l where l.live and l.appointment_id = a.id and l.resource_id = a.patient_id and l.starts_at = a.starts_at and l.ends_at = a.ends_at)
            """, clinic.Client.ClinicId));
        Assert.Equal(0L, await api.QueryAsync<long>("select count(*) from appointments a join allocations l on l.appointment_id = a.id and l.live where a.clinic_id = $1 and l.ends_at < a.starts_at - interval '1 hour'", clinic.Client.ClinicId));
    }

    private Task<string> BookOfAsync(SmallClinic clinic) => api.QueryAsync<string>("""
        select string_agg(concat_ws(' ', a.id, a.starts_at, a.state, a.phase, a.device_id, a.room_id,
            (select string_agg(concat(s.role, s.staff_id), ',' order by s.role) from appointment_staff s where s.appointment_id = a.id)), E'\n' order by a.id)
        from appointments a where a.clinic_id = $1
        """, clinic.Client.ClinicId);

    private Task<string> CountAsync(SmallClinic clinic) => api.QueryAsync<string>("""
        select concat_ws(' ', (select count(*) from repairs where clinic_id = $1), (select count(*) from closures where clinic_id = $1),
            (select count(*) from appointment_changes where clinic_id = $1), (select sum(version) from appointments where clinic_id = $1))
        """, clinic.Client.ClinicId);

    private async Task<SmallClinic> SeedAsync(ClinicBuilder builder)
    {
        api.Clock.Set(Now);
        return await builder.SeedAsync(api);
    }

    private static async Task<JsonArray> BookAsync(SmallClinic clinic, int patient = 0)
    {
        var course = await clinic.CreateCourseAsync(patient);
        var booked = (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-08", preferredTime = "09:00" })).Expect(HttpStatusCode.Created);
        return booked.Json["appointments"]!.AsArray();
    }
}
