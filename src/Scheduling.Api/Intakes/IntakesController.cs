using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Intakes;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Intakes;

namespace Scheduling.Api.Intakes;

/// <summary>People on the way from a referral to a course: benefits, consult, order, and what is missing.</summary>
[Route("v1/intakes")]
[Tags("Intakes")]
public sealed class IntakesController(IntakeBook book, IntakeEntry entry, IntakeActions actions, IntakeAnswers answers, Rehearsal rehearsal, AuditLog audit) : ApiController
{
    /// <summary>List intakes, the longest in their step first.</summary>
    /// <param name="state" example="referred">Only in this state.</param>
    /// <param name="open" example="true">Only those that still lead to a course, or only the others.</param>
    /// <param name="siteId" example="01936f5e-8c00-7000-8000-000000000002">Only of this site.</param>
    /// <param name="patientId" example="01936f5e-8c00-7000-8000-000000000001">Only this patient's.</param>
    /// <param name="page">Limit and cursor.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet(Name = "listIntakes")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<IntakeResponse>>> List(
        [FromQuery] IntakeState? state, [FromQuery] bool? open, [FromQuery] Guid? siteId, [FromQuery] Guid? patientId, [FromQuery] PageRequest page, CancellationToken cancellationToken)
    {
        var found = await book.ListAsync(state, open, siteId, patientId, page, cancellationToken);
        // The filter may name anything; only a patient of whom something is shown was read.
        audit.Read("intake", found.Items.Count > 0 ? patientId : null, "search");
        return new Page<IntakeResponse>(await answers.OfAsync(found.Items, cancellationToken), found.Next);
    }

    /// <summary>Enter a referral: the patient where new, who pays, and the consult where a start is given, in one step. All of it, or nothing.</summary>
    [HttpPost(Name = "createIntake")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("unknown_reference", "already_exists", "unprocessable", "local_time_skipped", "local_time_ambiguous", "offset_not_of_site", "place_taken", "rule_broken", "site_not_allowed")]
    [ProducesResponseType<IntakeResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<IntakeResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<IntakeResponse>> Create(CreateIntakeRequest request, CancellationToken cancellationToken)
    {
        var wanted = new NewIntake
        {
            SiteId = request.SiteId,
            PatientId = request.PatientId,
            Patient = request.Patient,
            Referral = request.Referral.ToReferral(),
            ReceivedOn = request.Referral.ReceivedOn,
            Coverage = request.Coverage?.ToCoverage(),
            Consult = request.Consult?.ToConsult(),
        };
        var (answer, version) = await rehearsal.RunAsync(
            request.DryRun,
            async () =>
            {
                var (intake, warnings) = await entry.CreateAsync(wanted, cancellationToken);
                return ((await answers.OfAsync(intake, cancellationToken)) with { Warnings = warnings }, intake.Version);
            },
            cancellationToken);
        return request.DryRun ? Ok(answer) : CreatedVersioned($"/v1/intakes/{answer.Id}", answer, version);
    }

    /// <summary>Read an intake with what is missing, and since when.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The intake.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getIntake")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<IntakeResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var found = await book.GetAsync(id, cancellationToken);
        audit.Read("intake", id);
        return await AnswerAsync(found, cancellationToken);
    }

    /// <summary>Correct referral or coverage. Where somebody else pays, the benefits check is taken back.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The intake.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The corrections.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changeIntake")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "unknown_reference")]
    public async Task<ActionResult<IntakeResponse>> Change(Guid id, ExpectedVersion expected, ChangeIntakeRequest request, CancellationToken cancellationToken)
    {
        var change = new IntakeChange(request.Referral?.ToReferral(), request.Referral?.ReceivedOn, request.Coverage?.ToCoverage());
        return await AnswerAsync(await actions.ChangeAsync(id, change, expected.Require, cancellationToken), cancellationToken);
    }

    /// <summary>Note what the payer said; the last word counts.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The intake.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">What it said.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/benefits-check", Name = "checkBenefits")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    public async Task<ActionResult<IntakeResponse>> CheckBenefits(Guid id, ExpectedVersion expected, BenefitsCheckRequest request, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await actions.CheckBenefitsAsync(id, request.Covered, request.AuthorizationRequired, request.Reference, request.CheckedOn, expected.Require, cancellationToken), cancellationToken);

    /// <summary>Book the consult, or link one that is in the book. From then on the intake follows the visit: cancelled or missed, it is a step back.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The intake.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The consult.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/book-consult", Name = "bookConsult")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "unknown_reference", "unprocessable", "local_time_skipped", "local_time_ambiguous", "offset_not_of_site", "place_taken", "rule_broken")]
    public async Task<ActionResult<IntakeResponse>> BookConsult(Guid id, ExpectedVersion expected, BookConsultRequest request, CancellationToken cancellationToken) =>
        await RunAsync(request.DryRun, expected, expect => actions.BookConsultAsync(id, request.ToConsult(), expect, cancellationToken), cancellationToken);

    /// <summary>Order a protocol; a later order takes its place until the course is opened. The actor is the prescriber.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The intake.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The order.</param>
    /// <param name="courses">Orders and opens.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/order", Name = "orderCourse")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    [Refuses("wrong_state", "unknown_reference", "rule_broken", "actor_not_allowed")]
    public async Task<ActionResult<IntakeResponse>> Order(Guid id, ExpectedVersion expected, OrderCourseRequest request, [FromServices] IntakeCourses courses, CancellationToken cancellationToken)
    {
        var wanted = new NewIntakeOrder
        {
            ProtocolId = request.ProtocolId,
            ProtocolVersion = request.ProtocolVersion,
            Targets = [.. request.Targets.Select(t => new PhaseTarget(t.Phase, t.Sessions))],
            Indication = request.Indication,
            OffLabel = request.OffLabel,
            SecondCourse = request.SecondCourse,
            PriorCourseId = request.PriorCourseId,
            Reason = request.Reason,
        };
        return await AnswerAsync(await courses.OrderAsync(id, wanted, expected.Require, cancellationToken), cancellationToken);
    }

    /// <summary>Open the course as ordered (R8); authorizations are entered for it afterwards. Of two who try at once, one does.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The intake.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">How.</param>
    /// <param name="courses">Orders and opens.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/open-course", Name = "openCourse")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state", "rule_broken", "unprocessable", "unknown_reference")]
    public async Task<ActionResult<IntakeResponse>> OpenCourse(Guid id, ExpectedVersion expected, OpenCourseRequest request, [FromServices] IntakeCourses courses, CancellationToken cancellationToken)
    {
        var wanted = new CourseToOpen(Courses.CoursesController.ToCoverage(request.Coverage), request.PreferredTime, request.Priority, request.Draft);
        return await AnswerAsync(await courses.OpenAsync(id, wanted, expected.Require, cancellationToken), cancellationToken);
    }

    /// <summary>End an intake by decision. A consult that is still to come is cancelled.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The intake.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">Why.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/decline", Name = "declineIntake")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    public async Task<ActionResult<IntakeResponse>> Decline(Guid id, ExpectedVersion expected, EndIntakeRequest request, CancellationToken cancellationToken) =>
        await RunAsync(request.DryRun, expected, expect => actions.EndAsync(id, IntakeAction.Decline, request.Reason, false, expect, cancellationToken), cancellationToken);

    /// <summary>End an intake because nobody reaches the person any more. A consult that is still to come is cancelled.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The intake.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">Why.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/lost", Name = "loseIntake")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    public async Task<ActionResult<IntakeResponse>> Lose(Guid id, ExpectedVersion expected, EndIntakeRequest request, CancellationToken cancellationToken) =>
        await RunAsync(request.DryRun, expected, expect => actions.EndAsync(id, IntakeAction.Lose, request.Reason, false, expect, cancellationToken), cancellationToken);

    /// <summary>Take up a declined or lost intake where the facts on file left it.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000070">The intake.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/reopen", Name = "reopenIntake")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("wrong_state")]
    public async Task<ActionResult<IntakeResponse>> Reopen(Guid id, ExpectedVersion expected, CancellationToken cancellationToken) =>
        await AnswerAsync(await actions.ReopenAsync(id, expected.Require, cancellationToken), cancellationToken);

    private async Task<ActionResult<IntakeResponse>> RunAsync(bool dryRun, ExpectedVersion expected, Func<Action<int>, Task<Intake>> act, CancellationToken cancellationToken)
    {
        var stored = new StoredVersion(expected, dryRun);
        var (answer, version) = await rehearsal.RunAsync(
            dryRun,
            async () =>
            {
                var intake = await act(stored.Require);
                return (await answers.OfAsync(intake, cancellationToken), stored.After(intake.Version));
            },
            cancellationToken);
        return Versioned(answer with { Etag = ETags.Of(version) }, version);
    }

    private async Task<ActionResult<IntakeResponse>> AnswerAsync(Intake intake, CancellationToken cancellationToken) => Versioned(await answers.OfAsync(intake, cancellationToken), intake.Version);
}
