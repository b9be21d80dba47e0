using System.Net;
using Scheduling.IntegrationTests.Appointments;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;
using static Scheduling.IntegrationTests.Authorizations.AuthorizationCalls;

namespace Scheduling.IntegrationTests.Authorizations;

/// <summary>Visits ordered or given by somebody else than the payer has approved (R19, R20): refused, asked about or only tagged, as the payer's policy says.</summary>
public sealed class ProviderApprovalTests : IClassFixture<ApiFixture>
{
    private readonly TestApi api;

    public ProviderApprovalTests(ApiFixture fixture)
    {
        api = fixture.Api;
        api.Clock.Set(VisitCalls.MondayMorning);
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("warn")]
    [InlineData("block")]
    public async Task Booking_WithAnotherRenderingProvider_DoesWhatThePolicySays(string policy)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, authorization) = await ApprovedForAsync(clinic, policy, rendering: clinic.Technicians[0]);

        // The initial visit takes a prescriber, who is not the one approved.
        var answer = await clinic.PostVisitAsync(new { kind = "initial", start = VisitCalls.At("2027-02-23", "09:00"), patientId = clinic.Patients[0], courseId = course });

        if (policy == "block")
        {
            var refused = answer.Expect(HttpStatusCode.UnprocessableEntity, "rule_broken").Json;
            Assert.Equal(("R19", "rendering_provider_not_covered"), ((string)refused["rule"]!, (string)refused["conflicts"]![0]!["reason"]!));
            Assert.Empty(await clinic.VisitsAsync(course));
            return;
        }

        Assert.True(answer.Expect(HttpStatusCode.Created).Json.IsTagged());
        Assert.Equal(policy == "warn" ? 1L : 0L, await OpenAsync(course));
        var seen = await clinic.AuthorizationAsync(authorization);
        (await clinic.Client.PatchAsync($"/v1/authorizations/{authorization}", new { renderingProviderId = clinic.Prescriber }, seen.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal((0L, 0), (await OpenAsync(course), (await clinic.VisitsAsync(course)).Count(v => v.IsTagged())));
        await api.LedgerAddsUpAsync();
    }

    /// <summary>Where the booking would refuse anybody else, the plan names who is approved; and says so where they can't come.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Plan_NamesWhomThePayerHasApproved(bool onShift)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var shifts = new[] { "monday", "tuesday", "wednesday", "thursday", "friday" }.Select(day => new { siteId = clinic.SiteId, day, from = "10:00", until = "12:00" });
        var other = (await clinic.Client.PostAsync("/v1/staff", new { name = "Approved", roles = new[] { "prescriber" }, shifts = onShift ? shifts : [] })).Expect(HttpStatusCode.Created).Id;
        var (course, _) = await ApprovedForAsync(clinic, "block", rendering: other);

        var booked = await clinic.Client.PostAsync($"/v1/courses/{course}/bookings", new { startOnOrAfter = "2027-02-22", preferredTime = "08:00" });

        if (!onShift)
        {
            booked.Expect(HttpStatusCode.UnprocessableEntity, "course_does_not_fit");
            return;
        }

        var visits = booked.Expect(HttpStatusCode.Created).Json["appointments"]!.AsArray();
        Assert.Equal(other, visits.Single(v => (string)v!["kind"]! == "initial")!.Person("prescriber"));
        Assert.DoesNotContain(visits, v => v!.IsTagged());
        await api.LedgerAddsUpAsync();
    }

    [Fact]
    public async Task Move_OfAnotherVisit_KnowsWhoIsOnTheCoursesOtherVisits()
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, _) = await ApprovedForAsync(clinic, "warn", rendering: clinic.Technicians[0]);
        var initial = await clinic.BookSessionAsync(course, "initial", "2027-02-23", "09:00");
        // A technician alone renders in the name of whoever is approved.
        var treatment = await clinic.BookSessionAsync(course, "treatment", "2027-02-24", "09:00");
        Assert.False(treatment.Json.IsTagged());

        (await clinic.ActAsync(treatment.Id, "move", new { scope = "this", start = VisitCalls.At("2027-02-25", "09:00"), reason = "asked" }, treatment.ETag)).Expect(HttpStatusCode.OK);

        Assert.True((await clinic.VisitAsync(initial.Id)).Json.IsTagged());
        Assert.False((await clinic.VisitAsync(treatment.Id)).Json.IsTagged());
        Assert.Equal(1L, await OpenAsync(course));
    }

    [Theory]
    [InlineData("block")]
    [InlineData("warn")]
    public async Task Booking_OfACourseOrderedByAnother_DoesWhatThePolicySays(string policy)
    {
        var clinic = await new ClinicBuilder().SeedAsync(api);
        var (course, authorization) = await ApprovedForAsync(clinic, policy, ordering: clinic.Technicians[0]);

        var answer = await clinic.PostVisitAsync(new { kind = "initial", start = VisitCalls.At("2027-02-23", "09:00"), patientId = clinic.Patients[0], courseId = course });

        if (policy == "block")
        {
            var refused = answer.Expect(HttpStatusCode.UnprocessableEntity, "rule_broken").Json;
            Assert.Equal(("R19", "ordering_provider_not_covered"), ((string)refused["rule"]!, (string)refused["conflicts"]![0]!["reason"]!));
            (await clinic.Client.PatchAsync($"/v1/authorizations/{authorization}", new { orderingProviderId = clinic.Prescriber }, (await clinic.AuthorizationAsync(authorization)).ETag)).Expect(HttpStatusCode.OK);
            Assert.False((await clinic.BookSessionAsync(course, "initial", "2027-02-23", "09:00")).Json.IsTagged());
            return;
        }

        Assert.True(answer.Expect(HttpStatusCode.Created).Json.IsTagged());
        Assert.Equal(1L, await OpenAsync(course));
    }

    private static async Task<(Guid Course, Guid Authorization)> ApprovedForAsync(SmallClinic clinic, string policy, Guid? ordering = null, Guid? rendering = null)
    {
        var prescriber = clinic.Client with { Actor = clinic.Prescriber.ToString() };
        var course = (await prescriber.PostAsync("/v1/courses", new
        {
            patientId = clinic.Patients[0],
            siteId = clinic.SiteId,
            protocolId = clinic.ProtocolId,
            coverage = new { kind = "insured" },
            orders = new[] { new { kind = "treatment", reason = "Two drugs failed." } },
        })).Expect(HttpStatusCode.Created).Id;
        var made = (await clinic.Client.PostAsync("/v1/authorizations", new { courseId = course, payerId = await clinic.PayerAsync(policy), lines = new[] { Line(36) }, orderingProviderId = ordering, renderingProviderId = rendering })).Expect(HttpStatusCode.Created);
        var submitted = (await clinic.NoteAsync(made.Id, "submit", made.ETag)).Expect(HttpStatusCode.OK);
        (await clinic.NoteAsync(made.Id, "approve", submitted.ETag)).Expect(HttpStatusCode.OK);
        return (course, made.Id);
    }

    private Task<long> OpenAsync(Guid course) => api.QueryAsync<long>("select count(*) from tasks where kind = 'provider_approval' and course_id = $1 and state = 'open'", course);
}
