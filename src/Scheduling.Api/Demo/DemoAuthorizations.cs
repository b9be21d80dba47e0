using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Courses;
using Scheduling.Application.Patients;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;

namespace Scheduling.Api.Demo;

/// <summary>Keeps the demo clinic with two authorizations that their payer has yet to decide, the course of one booked tentatively, and one that runs, for its workflows.</summary>
internal static class DemoAuthorizations
{
    // Far enough ahead that a decision can be for later dates.
    private const int BookedDaysAhead = 14;

    /// <summary>Adds what is not there.</summary>
    public static async Task EnsureAsync(IServiceProvider services, Guid siteId, Guid protocolId, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<SchedulingDbContext>();
        var payer = await db.Payers.OrderBy(p => p.CreatedAt).FirstOrDefaultAsync(cancellationToken)
            ?? await services.GetRequiredService<PayerSetup>().CreateAsync(new CreatePayerRequest { Name = "Sample Health" }, cancellationToken);
        foreach (var (state, given, units) in new[] { (AuthorizationState.Submitted, "Remy", new[] { 36 }), (AuthorizationState.InfoRequested, "Sasha", [36]), (AuthorizationState.Approved, "Noor", [20, 5]) })
        {
            // The course of one that waits is there to be booked; whatever else is shown may have done that.
            if (await db.Authorizations.AnyAsync(a => a.State == state && (state != AuthorizationState.Submitted || !db.Appointments.Any(v => v.CourseId == a.CourseId)), cancellationToken))
            {
                continue;
            }

            var number = await db.Patients.CountAsync(cancellationToken) + 1;
            var (patient, _) = await services.GetRequiredService<PatientRegister>().CreateAsync(
                new CreatePatientRequest { GivenName = given, FamilyName = string.Create(CultureInfo.InvariantCulture, $"Referral-{number}"), BirthDate = new DateOnly(1979, 9, 3), Phone = "+12025550198" },
                cancellationToken);
            var course = await services.GetRequiredService<CourseSetup>().CreateAsync(
                new NewCourse { PatientId = patient.Id, SiteId = siteId, ProtocolId = protocolId, Coverage = new Coverage(CoverageKind.Insured, []) }, cancellationToken);
            var authorization = await services.GetRequiredService<AuthorizationBook>().CreateAsync(
                new CreateAuthorizationRequest { CourseId = course.Id, PayerId = payer.Id, Lines = [.. units.Select(u => new AuthorizationLineContract { Units = u })] }, cancellationToken);
            foreach (var what in state == AuthorizationState.Approved ? new[] { AuthorizationEvent.Submit, AuthorizationEvent.Approve }
                : state == AuthorizationState.InfoRequested ? [AuthorizationEvent.Submit, AuthorizationEvent.RequestInfo] : [AuthorizationEvent.Submit])
            {
                await services.GetRequiredService<AuthorizationSteps>().ApplyAsync(authorization.Id, new AuthorizationEventRequest { Event = what }, _ => { }, cancellationToken);
            }

            if (state == AuthorizationState.InfoRequested)
            {
                var from = DateOnly.FromDateTime(db.Now.UtcDateTime).AddDays(BookedDaysAhead);
                await services.GetRequiredService<CourseBooking>().BookRequestAsync(await db.Courses.SingleAsync(c => c.Id == course.Id, cancellationToken), new PlanQuestion { StartOnOrAfter = from }, cancellationToken);
            }
        }
    }
}
