using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Requests;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Appointments;

/// <summary>What happens to a visit on its day.</summary>
[Route("v1/appointments/{id}")]
[Tags("Day work")]
[RequireScope(Scopes.ScheduleWrite)]
public sealed class DayWorkController(
    ClinicContext clinic, AppointmentAnswers answers, BookedVisits visits, DayWork work, PartialVisits partials, LateArrivals late, CourseOutlooks outlooks, AuditLog audit) : ApiController
{
    /// <summary>Enter that the patient has confirmed the visit. Time and place stay, and so does `scheduleVersion`.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">When, if entered late.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("confirm", Name = "confirmAppointment")]
    [Refuses("unprocessable", "wrong_state", "site_not_allowed")]
    public async Task<ActionResult<DayWorkResponse>> Confirm(Guid id, DayWorkRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        await AnswerAsync(await work.ConfirmAsync(id, request.At, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>Check a patient in, on the day of the visit.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">When, if entered late.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("check-in", Name = "checkInAppointment")]
    [Refuses("unprocessable", "wrong_state", "site_not_allowed")]
    public async Task<ActionResult<DayWorkResponse>> CheckIn(Guid id, DayWorkRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        await AnswerAsync(await work.CheckInAsync(id, request.At, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>Find out what can be done about a patient who will be late: slide, another device, later today, shortened, owed. Changes nothing; each option names the calls that take it.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">When the patient is expected.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("late", Name = "askAboutLatePatient")]
    [Search]
    [Refuses("unprocessable", "wrong_state", "site_not_allowed")]
    public async Task<ActionResult<LateOptions>> Late(Guid id, LateRequest request, CancellationToken cancellationToken)
    {
        var visit = await visits.ReadAsync(id, cancellationToken);
        clinic.RequireSite(visit.Appointment.SiteId);
        if ((request.ExpectedAt is null) == (request.MinutesLate is null))
        {
            throw SchedulingException.Invalid("/expectedAt", "one of expectedAt and minutesLate is required, and only one");
        }

        audit.Read("appointment", id, "late");
        return Versioned(await late.OptionsAsync(visit, request.ExpectedAt ?? visit.Appointment.StartsAt.AddMinutes(request.MinutesLate!.Value), cancellationToken), visit.Appointment.Version);
    }

    /// <summary>Enter that treatment has begun, after check-in.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">When, if entered late.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("start", Name = "startAppointment")]
    [Refuses("unprocessable", "wrong_state", "site_not_allowed")]
    public async Task<ActionResult<DayWorkResponse>> Start(Guid id, DayWorkRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        await AnswerAsync(await work.StartAsync(id, request.At, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>Enter a visit as delivered: after check-in, or late, with the time; or, once started, in part. The course's first delivery makes it active.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">When, if entered late; whether it was broken off.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("deliver", Name = "deliverAppointment")]
    [Refuses("unprocessable", "wrong_state", "site_not_allowed")]
    public async Task<ActionResult<DayWorkResponse>> Deliver(Guid id, DeliverRequest request, ExpectedVersion expected, CancellationToken cancellationToken) => request is { Partial: false, Reason: not null }
        ? throw SchedulingException.Invalid("/reason", "only goes with partial")
        : await AnswerAsync(await work.DeliverAsync(id, request.At, request.Partial, request.Reason, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>Answer for the prescriber whether a treatment that was broken off counts or is repeated. Until then its session is owed (R10).</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">The decision.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("decide-partial", Name = "decidePartialAppointment")]
    [RequireActor]
    [Refuses("wrong_state", "actor_not_allowed", "site_not_allowed")]
    public async Task<ActionResult<DayWorkResponse>> DecidePartial(Guid id, DecidePartialRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        await AnswerAsync(await partials.DecideAsync(id, request.Decision == PartialDecision.Count, request.Reason, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>Enter that a patient who had checked in was not treated: the session is owed again, and what is left of the place is free.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">When, and why.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("send-home", Name = "sendHomeAppointment")]
    [Refuses("unprocessable", "wrong_state", "site_not_allowed")]
    public async Task<ActionResult<DayWorkResponse>> SendHome(Guid id, SendHomeRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        await AnswerAsync(await work.SendHomeAsync(id, request.At, request.Reason, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>Enter that the patient did not come: the session is owed again, and what is left of the place is free.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">When it was clear, and what is known.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("no-show", Name = "missAppointment")]
    [Refuses("unprocessable", "wrong_state", "site_not_allowed")]
    public async Task<ActionResult<DayWorkResponse>> NoShow(Guid id, NoShowRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        await AnswerAsync(await work.NoShowAsync(id, request.At, request.Reason, Expect(expected), cancellationToken), cancellationToken);

    /// <summary>
    /// Take the last step back: a check-in; a delivery on the day it was entered; a no-show or a patient sent home while the place is free; a cancellation
    /// while the visit isn't over and the place is free.
    /// </summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">Why.</param>
    /// <param name="expected">The version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("undo", Name = "undoAppointment")]
    [Refuses("wrong_state", "place_taken", "rule_broken", "site_not_allowed")]
    public async Task<ActionResult<DayWorkResponse>> Undo(Guid id, UndoRequest request, ExpectedVersion expected, CancellationToken cancellationToken) =>
        await AnswerAsync(await work.UndoAsync(id, request.Reason, Expect(expected), cancellationToken), cancellationToken);

    private async Task<ActionResult<DayWorkResponse>> AnswerAsync(Appointment appointment, CancellationToken cancellationToken) =>
        Versioned(
            new DayWorkResponse(await answers.OfAsync(appointment, cancellationToken), await outlooks.FindAsync(appointment.CourseId, cancellationToken)), appointment.Version);

    private Action<Appointment> Expect(ExpectedVersion expected) => appointment =>
    {
        clinic.RequireSite(appointment.SiteId);
        expected.Require(appointment.Version);
    };
}
