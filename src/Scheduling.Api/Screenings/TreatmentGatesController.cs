using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Application.Screenings;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Screenings;

namespace Scheduling.Api.Screenings;

/// <summary>The gate to a visit's treatment, and the checklist of its day.</summary>
[Route("v1/appointments/{id}")]
[Tags("Screening")]
public sealed class TreatmentGatesController(SchedulingDbContext db, ClinicContext clinic, TreatmentGates gates, DayChecklists checklists, AuditLog audit) : ApiController
{
    /// <summary>Read whether the patient of a visit may be treated, and otherwise what to do (R18). Answers and decisions are not shown here.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("gate", Name = "getTreatmentGate")]
    [RequireScope(Scopes.ScheduleRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<GateResponse>> Gate(Guid id, CancellationToken cancellationToken)
    {
        var visit = await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        clinic.RequireSite(visit.SiteId);
        audit.Read("appointment", id, "gate");
        var protocol = visit.ProtocolVersionId is { } version ? await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == version, cancellationToken) : null;
        var needs = (await gates.NeedsAsync([(visit, protocol)], clinic.Now, cancellationToken))[id];
        return new GateResponse { AppointmentId = id, Open = needs.Count == 0, Missing = [.. needs.Select(n => new GateStep(n, ToDo(n)))] };
    }

    /// <summary>Read the checklist of a visit's day: what is asked, and what was found.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("checklist", Name = "getDayChecklist")]
    [RequireScope(Scopes.ClinicalRead)]
    [Refuses("site_not_allowed")]
    public async Task<ActionResult<ChecklistResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var (_, asked, found) = await checklists.GetAsync(id, cancellationToken);
        var body = ChecklistResponse.Of(id, asked, found);
        return found is null ? Ok(body) : Versioned(body, found.Version);
    }

    /// <summary>Fill in the checklist of a visit's day, or fill it in anew. One with something that is not fine stops the treatment until it is cleared.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">Every item.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("checklist", Name = "fillDayChecklist")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    [Refuses("wrong_state", "site_not_allowed")]
    public async Task<ActionResult<ChecklistResponse>> Fill(Guid id, FillChecklistRequest request, CancellationToken cancellationToken)
    {
        var (_, asked, found) = await checklists.FillAsync(id, [.. request.Items.Select(i => new CheckedItem(i.Item, i.Fine, i.Note))], cancellationToken);
        return Versioned(ChecklistResponse.Of(id, asked, found), found.Version);
    }

    /// <summary>Clear a checklist for a nurse or prescriber: the treatment may go on although something is not fine.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000020">The appointment.</param>
    /// <param name="request">Why.</param>
    /// <param name="expected">The checklist's version that was read.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("checklist/clear", Name = "clearDayChecklist")]
    [RequireScope(Scopes.ClinicalWrite)]
    [RequireActor]
    [Refuses("wrong_state", "actor_not_allowed", "site_not_allowed")]
    public async Task<ActionResult<ChecklistResponse>> Clear(Guid id, ClearChecklistRequest request, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        var (_, asked, found) = await checklists.ClearAsync(id, request.Reason, expected.Require, cancellationToken);
        return Versioned(ChecklistResponse.Of(id, asked, found), found.Version);
    }

    private static string ToDo(GateNeed need) => need switch
    {
        GateNeed.Screening => "Have the patient answer the safety questionnaire.",
        GateNeed.ScreeningDecision => "Ask the prescriber to decide on the screening.",
        GateNeed.ScreeningRenewal => "Have the safety questionnaire answered again, and ask the prescriber to decide.",
        GateNeed.Consent => "Get the patient's consent to the treatment on file.",
        GateNeed.PrescriberReview => "The course is on hold: ask the prescriber, who resumes it.",
        GateNeed.DayChecklist => "Go through the checklist of the day with the patient.",
        _ => "Ask a nurse or the prescriber to look at the checklist of the day.",
    };
}
