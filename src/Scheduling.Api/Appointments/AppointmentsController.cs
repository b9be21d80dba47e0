using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Appointments;

/// <summary>Appointments: the visits in the book.</summary>
[Route("v1/appointments")]
[Tags("Appointments")]
public sealed class AppointmentsController(
    SchedulingDbContext db, ClinicContext clinic, AppointmentAnswers answers, SingleVisitBooking booking, BookedVisits visits, FreeStarts free, Rehearsal rehearsal, AuditLog audit) : ApiController
{
    /// <summary>List appointments in order of their start.</summary>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only at this site.</param>
    /// <param name="date" example="2027-02-22">Only on this local date of their site.</param>
    /// <param name="from" example="2027-02-22T00:00:00-05:00">Only those that start at this instant or later.</param>
    /// <param name="until" example="2027-03-01T00:00:00-05:00">Only those that start before this instant.</param>
    /// <param name="resourceId" example="01936f5e-8c00-7000-8000-000000000004">Only with this staff member, device or room.</param>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">Only this patient's.</param>
    /// <param name="courseId" example="01936f5e-8c00-7000-8000-000000000010">Only of this course.</param>
    /// <param name="state">Only in one of these states; repeat the parameter for several.</param>
    /// <param name="notClosed" example="false">Only those that are over and of which nobody has entered what became of them.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listAppointments")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<AppointmentResponse>>> List(
        [FromQuery] Guid? siteId,
        [FromQuery] DateOnly? date,
        [FromQuery] DateTimeOffset? from,
        [FromQuery] DateTimeOffset? until,
        [FromQuery] Guid? resourceId,
        [FromQuery] Guid? patientId,
        [FromQuery] Guid? courseId,
        [FromQuery, MaxLength(11)] AppointmentState[]? state,
        [FromQuery] PageRequest page,
        CancellationToken cancellationToken,
        [FromQuery] bool notClosed = false)
    {
        var query = clinic.Identity.SiteIds is { } sites ? db.Appointments.AsNoTracking().Where(a => sites.Contains(a.SiteId)) : db.Appointments.AsNoTracking();
        query = siteId is { } site ? query.Where(a => a.SiteId == site) : query;
        query = date is { } day ? query.Where(a => a.LocalDate == day) : query;
        query = from is { } first ? query.Where(a => a.StartsAt >= first) : query;
        query = until is { } end ? query.Where(a => a.StartsAt < end) : query;
        query = resourceId is { } resource ? query.Where(a => a.DeviceId == resource || a.RoomId == resource || a.Staff.Any(s => s.StaffId == resource)) : query;
        query = patientId is { } patient ? query.Where(a => a.PatientId == patient) : query;
        query = courseId is { } course ? query.Where(a => a.CourseId == course) : query;
        query = state is { Length: > 0 } states ? query.Where(a => states.Contains(a.State)) : query;
        query = notClosed ? query.NotClosed(clinic.Now) : query;
        var found = await query.Include(a => a.Staff).ToPageAsync(a => a.StartsAt, a => a.Id, page, cancellationToken);
        // The filter may name anything; only a patient of whom something is shown was read.
        audit.Read("appointment", found.Items.Count > 0 ? patientId : null, "search");
        return new Page<AppointmentResponse>(await answers.OfAsync([.. found.Items], cancellationToken), found.Next);
    }

    /// <summary>Book one visit at a chosen time, with or without a course. What isn't named is chosen.</summary>
    /// <param name="request">The visit.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost(Name = "bookAppointment")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("unknown_reference", "unprocessable", "local_time_skipped", "local_time_ambiguous", "offset_not_of_site", "wrong_state", "place_taken", "rule_broken", "actor_required", "site_not_allowed")]
    [ProducesResponseType<AppointmentResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<BookingPreview>(StatusCodes.Status200OK)]
    public async Task<ActionResult<AppointmentResponse>> Book(BookAppointmentRequest request, CancellationToken cancellationToken)
    {
        var visit = new NewVisit
        {
            Kind = request.Kind,
            Start = request.Start,
            PatientId = request.PatientId,
            SiteId = request.SiteId,
            CourseId = request.CourseId,
            ProtocolId = request.ProtocolId,
            Resources = request.Resources?.ToResources("/resources"),
            Override = request.Override?.ToOverride(clinic),
            IgnorePatientWindows = request.IgnorePatientWindows,
        };
        var answer = await rehearsal.RunAsync(
            request.DryRun, async () => await answers.OfAsync(await booking.BookAsync(visit, cancellationToken), cancellationToken), cancellationToken);
        return request.DryRun ? Ok(new BookingPreview { Appointment = answer }) : CreatedVersioned($"/v1/appointments/{answer.Id}", answer, 1);
    }

    /// <summary>Read an appointment.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getAppointment")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<AppointmentResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var appointment = await FindAsync(id, cancellationToken);
        audit.Read("appointment", id);
        return Versioned(await answers.OfAsync(appointment, cancellationToken), appointment.Version);
    }

    /// <summary>Read what was done to an appointment, oldest first: when, by whom, why, and what it was before and after.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/history", Name = "getAppointmentHistory")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<Page<AppointmentChangeResponse>>> History(Guid id, [FromQuery] PageRequest page, CancellationToken cancellationToken)
    {
        await FindAsync(id, cancellationToken);
        audit.Read("appointment", id, "read_history");
        var changes = await db.AppointmentChanges.AsNoTracking().Where(c => c.AppointmentId == id).ToPageAsync(c => c.Ordinal, c => c.Id, page, cancellationToken);
        return changes.Select(c => new AppointmentChangeResponse
        {
            At = c.At,
            Kind = c.Kind,
            Actor = c.Actor,
            Reason = c.Reason,
            Before = Snapshot(c.Before),
            After = Snapshot(c.After)!,
        });
    }

    /// <summary>Find other times that would do for a booked visit, nearest first. Its own place doesn't stand in its way; its resources are kept where they can be.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="from" example="2027-02-22">First local date; a week before the visit when left out, but not before today.</param>
    /// <param name="until" example="2027-03-08">Last local date, inclusive, at most 30 days after the first; two weeks after the visit when left out.</param>
    /// <param name="step" example="30">Minutes between the starts offered, counted from local midnight; a multiple of 5.</param>
    /// <param name="limit" example="10">How many at most.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/options", Name = "getAppointmentOptions")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("wrong_state", "site_not_allowed")]
    public async Task<ActionResult<AppointmentOptionsResponse>> Options(
        Guid id, [FromQuery] DateOnly? from, [FromQuery] DateOnly? until, CancellationToken cancellationToken, [FromQuery, Range(5, 240)] int step = 30, [FromQuery, Range(1, 50)] int limit = 10)
    {
        AvailabilityController.RequireStep(step);
        var visit = await visits.ReadAsync(id, cancellationToken);
        clinic.RequireSite(visit.Appointment.SiteId);
        if (AppointmentTransitions.Next(visit.Appointment.State, AppointmentAction.Move) is null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The visit can't be moved any more: see its state.");
        }

        audit.Read("appointment", id);
        var now = await answers.OfAsync(visit.Appointment, cancellationToken);
        var options = await free.OptionsAsync(visit, from, until, step, limit, cancellationToken);
        return new AppointmentOptionsResponse([.. options.Select(o => new AppointmentOption
        {
            SiteId = o.SiteId,
            Start = o.Start,
            End = o.End,
            LocalDate = o.LocalDate,
            LocalTime = o.LocalTime,
            Resources = o.Resources,
            Changes = ["start", .. VisitChangeResponse.ChangesOf(now.Resources, o.Resources)],
        })]);
    }

    private async Task<Appointment> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var appointment = await db.Appointments.AsNoTracking().Include(a => a.Staff).SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        clinic.RequireSite(appointment.SiteId);
        return appointment;
    }

    private static AppointmentMoment? Snapshot(string? json) => json is null ? null : JsonSerializer.Deserialize<AppointmentMoment>(json, StoredJson.Options);
}
