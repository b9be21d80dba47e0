using System.Globalization;
using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>A payer whose policy is to block (R20): no way into the book leaves a visit to come without a unit; what was given is written down all the same.</summary>
public sealed class BlockedUnitsTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public BlockedUnitsTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Theory]
    [InlineData("block")]
    [InlineData("warn")]
    public async Task Undo_OfACancellation_WhoseUnitIsTaken_IsRefusedUnderBlock(string policy)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        await clinic.ApprovedAsync(course, await clinic.PayerAsync(policy), Line(2));
        await clinic.BookSessionAsync(course, "initial", "2027-02-23", "09:00");
        var cancelled = await clinic.BookSessionAsync(course, "treatment", "2027-02-25", "09:00");
        (await clinic.ActAsync(cancelled.Id, "cancel", new { scope = "this", by = "patient", reason = "travel" }, cancelled.ETag)).Expect(HttpStatusCode.OK);
        await clinic.BookSessionAsync(course, "treatment", "2027-02-24", "09:00");

        var undone = await clinic.ActAsync(cancelled.Id, "undo", new { }, (await clinic.VisitAsync(cancelled.Id)).ETag);

        if (policy == "block")
        {
            Assert.Equal("R19", (string)undone.Expect(HttpStatusCode.UnprocessableEntity, "rule_broken").Json["rule"]!);
            Assert.Equal("cancelled_by_patient", (string)(await clinic.VisitAsync(cancelled.Id)).Json["state"]!);
        }
        else
        {
            undone.Expect(HttpStatusCode.OK);
            Assert.True((await clinic.VisitAsync(cancelled.Id)).Json.IsTagged());
        }

        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Booking_ThatWouldTakeTheUnitOfALaterVisit_IsRefused()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        await clinic.ApprovedAsync(course, await clinic.PayerAsync("block"), Line(2));
        await clinic.BookSessionAsync(course, "initial", "2027-02-23", "09:00");
        var later = await clinic.BookSessionAsync(course, "treatment", "2027-02-25", "09:00");

        var refused = await clinic.PostVisitAsync(new { kind = "treatment", start = VisitCalls.At("2027-02-24", "09:00"), patientId = clinic.Patients[0], courseId = course });

        Assert.Equal("R19", (string)refused.Expect(HttpStatusCode.UnprocessableEntity, "rule_broken").Json["rule"]!);
        Assert.False((await clinic.VisitAsync(later.Id)).Json.IsTagged());
    }

    [Fact]
    public async Task LateEntry_OfATreatmentThatWasGiven_IsKept_TaggedAndListedAsWithoutAUnit()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        await clinic.ApprovedAsync(course, await clinic.PayerAsync(), Line(5, "2027-06-01", "2027-12-31"));
        var visit = await clinic.BookSessionAsync(course, "initial", "2027-02-22", "09:00");
        api.Clock.Set(DateTimeOffset.Parse((string)visit.Json["end"]!, CultureInfo.InvariantCulture));
        (await clinic.ActAsync(visit.Id, "check-in", new { }, visit.ETag)).Expect(HttpStatusCode.UnprocessableEntity, "rule_broken");

        (await clinic.ActAsync(visit.Id, "deliver", new { at = (string)visit.Json["start"]! }, visit.ETag)).Expect(HttpStatusCode.OK);

        Assert.True((await clinic.VisitAsync(visit.Id)).Json.IsTagged());
        var row = Assert.Single((await clinic.Client.GetAsync($"/v1/units/export?courseId={course}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray())!;
        Assert.Contains("unit", row["missing"]!.AsArray().Select(m => (string)m!));
    }

    [Fact]
    public async Task UnitsOfALineWhoseWindowIsOver_PlaceNobodyAgain()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var course = await clinic.WaitingCourseAsync();
        var submitted = await clinic.SubmittedAsync(course, await clinic.PayerAsync(), Line(36));
        (await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22" })).Expect(HttpStatusCode.Created);
        var line = Guid.Parse((string)submitted.Json["authorization"]!["lines"]![0]!["lineId"]!);
        var partly = (await clinic.NoteAsync(submitted.AuthorizationId(), "approve_partly", submitted.ETag, [Line(30, lineId: line)])).Expect(HttpStatusCode.OK);
        var repair = partly.Json["repair"]!;
        (await clinic.Client.PostAsync($"/v1/repairs/{(string)repair["id"]!}/apply", new { }, (string)repair["etag"]!)).Expect(HttpStatusCode.OK);

        var over = (await clinic.NoteAsync(submitted.AuthorizationId(), "correct", partly.ETag, [Line(5, "2027-01-01", "2027-01-31")])).Expect(HttpStatusCode.OK);

        Assert.Null(over.Json["repair"]);
        var more = (await clinic.NoteAsync(submitted.AuthorizationId(), "correct", over.ETag, [Line(5, "2027-01-01", "2027-12-31")])).Expect(HttpStatusCode.OK);
        Assert.Equal(5, more.Json["repair"]!["changes"]!.AsArray().Count);
    }
}
