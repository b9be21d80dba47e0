using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Appointments;

/// <summary>Single free starts.</summary>
[Route("v1")]
[Tags("Appointments")]
[RequireScope(Scopes.ScheduleRead)]
public sealed class AvailabilityController(FreeStarts free, VisitKinds kinds, AuditLog audit) : ApiController
{
    /// <summary>Find single free starts with the resources that would serve them, in order of time.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">The site.</param>
    /// <param name="kind" example="consult">Visit kind: of the course's or the protocol's, otherwise one of the clinic's own.</param>
    /// <param name="from" example="2027-02-22">First local date.</param>
    /// <param name="until" example="2027-03-01">Last local date, inclusive; at most 30 days after the first.</param>
    /// <param name="protocolId" example="01936f5e-8c00-7000-8000-000000000003">The protocol whose kind it is, without a course.</param>
    /// <param name="courseId" example="01936f5e-8c00-7000-8000-000000000010">The course: its protocol, patient, cadence and model count.</param>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">The patient, whose bookings, windows and absences count.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <param name="step" example="15">Minutes between the starts offered, counted from local midnight; a multiple of 5.</param>
    /// <param name="limit" example="50">How many at most.</param>
    [HttpGet("availability", Name = "findAvailability")]
    [Refuses("unknown_reference", "unprocessable", "wrong_state", "site_not_allowed")]
    public async Task<ActionResult<AvailabilityResponse>> Find(
        [FromQuery, BindRequired] Guid siteId,
        [FromQuery, BindRequired, StringLength(64, MinimumLength = 1)] string kind,
        [FromQuery, BindRequired] DateOnly from,
        [FromQuery, BindRequired] DateOnly until,
        [FromQuery] Guid? protocolId,
        [FromQuery] Guid? courseId,
        [FromQuery] Guid? patientId,
        CancellationToken cancellationToken,
        [FromQuery, Range(5, 240)] int step = 5,
        [FromQuery, Range(1, 200)] int limit = 50)
    {
        RequireStep(step);
        if (until < from || until.DayNumber - from.DayNumber >= FreeStartQuestion.MostDays)
        {
            throw SchedulingException.Invalid("?until", $"must be from the first date to {FreeStartQuestion.MostDays - 1} days later");
        }

        var found = await free.FindAsync(
            new FreeStartQuestion { SiteId = siteId, Kind = kind, ProtocolId = protocolId, CourseId = courseId, PatientId = patientId, From = from, Until = until, StepMinutes = step, Limit = limit + 1 },
            cancellationToken);
        if (patientId is not null || courseId is not null)
        {
            audit.Read(courseId is null ? "patient" : "course", courseId ?? patientId, "availability");
        }

        return new AvailabilityResponse([.. found.Take(limit).Select(FreeStartResponse.Of)], found.Count > limit);
    }

    /// <summary>List the clinic's own kinds of visit: those that need no protocol.</summary>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("visit-kinds", Name = "listVisitKinds")]
    public async Task<ActionResult<VisitKindsResponse>> Kinds(CancellationToken cancellationToken) => new VisitKindsResponse(
        [.. (await kinds.OfClinicAsync(cancellationToken)).Select(k => new VisitKindResponse { Code = k.Code, Minutes = k.Minutes, Segments = k.Segments })]);

    internal static void RequireStep(int step)
    {
        if (step % 5 != 0)
        {
            throw SchedulingException.Invalid("?step", "must be a multiple of 5");
        }
    }
}
