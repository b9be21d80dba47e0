using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Requests;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Patients;
using Scheduling.Application.Repairs;
using Scheduling.Application.Requests;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Patients;

/// <summary>Patients: contact data and when they can come. The record lives in the EHR.</summary>
[Route("v1/patients")]
[Tags("Patients")]
public sealed class PatientsController(PatientRegister register, PatientSearch patients, PatientAvailability availability, PatientOverview overview, RepairProposals proposals, Disruptions disruptions) : ApiController
{
    /// <summary>Find patients by beginnings of their names, birth date, phone or external id; everything given must match.</summary>
    /// <param name="request">What to look for. Personal data never stands in a URL.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("search", Name = "searchPatients")]
    [Search]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<Page<PatientResponse>>> Search(SearchPatientsRequest request, CancellationToken cancellationToken)
    {
        if (request.Name is null && request.BirthDate is null && request.Phone is null && request.ExternalId is null)
        {
            throw SchedulingException.Invalid("", "at least one of name, birthDate, phone and externalId must be given");
        }

        var question = new PatientQuestion(request.Name, request.BirthDate, request.Phone, request.ExternalId?.System, request.ExternalId?.Value);
        return (await patients.FindAsync(question, request.Page, cancellationToken)).Select(PatientResponse.Of);
    }

    /// <summary>Read one patient.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}", Name = "getPatient")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<PatientResponse>> Get(Guid id, CancellationToken cancellationToken)
    {
        var patient = await register.GetAsync(id, cancellationToken);
        return Versioned(PatientResponse.Of(patient), patient.Version);
    }

    /// <summary>Enter a patient. Patients of the same birth date with the same name or phone are named as warnings; they stop nothing.</summary>
    [HttpPost(Name = "createPatient")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("already_exists")]
    [ProducesResponseType<CreatedPatientResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<CreatedPatientResponse>> Create(CreatePatientRequest request, CancellationToken cancellationToken)
    {
        var (patient, warnings) = await register.CreateAsync(request, cancellationToken);
        return CreatedVersioned($"/v1/patients/{patient.Id}", new CreatedPatientResponse(PatientResponse.Of(patient), warnings), patient.Version);
    }

    /// <summary>Make or update the patient whom another system knows by an id: 201 or 200. No If-Match: the other system's last word counts.</summary>
    /// <param name="system" example="ehr">The other system, as the clinic calls it.</param>
    /// <param name="value" example="P-100023">The id there.</param>
    /// <param name="request">The patient as the other system knows them.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPut("by-external-id/{system}/{value}", Name = "upsertPatient")]
    [RequireScope(Scopes.ScheduleWrite)]
    [ProducesResponseType<CreatedPatientResponse>(StatusCodes.Status200OK)]
    [ProducesResponseType<CreatedPatientResponse>(StatusCodes.Status201Created)]
    public async Task<ActionResult<CreatedPatientResponse>> Upsert(
        [StringLength(64, MinimumLength = 1), RegularExpression(Patterns.Code)] string system,
        [StringLength(128, MinimumLength = 1)] string value,
        UpsertPatientRequest request,
        CancellationToken cancellationToken)
    {
        var (patient, warnings, created) = await register.UpsertAsync(system, value, request, cancellationToken);
        var body = new CreatedPatientResponse(PatientResponse.Of(patient), warnings);
        return created ? CreatedVersioned($"/v1/patients/{patient.Id}", body, patient.Version) : Versioned(body, patient.Version);
    }

    /// <summary>Change a patient: what is left out stays. A corrected birth date may leave booked visits without a clearance; they are listed and flagged.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="request">The changes.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPatch("{id}", Name = "changePatient")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("already_exists", "conflict")]
    public async Task<ActionResult<PatientChangeResponse>> Change(Guid id, ExpectedVersion expected, ChangePatientRequest request, CancellationToken cancellationToken)
    {
        var (patient, affected) = await register.ChangeAsync(id, expected.Require, request, cancellationToken);
        return Versioned(new PatientChangeResponse(PatientResponse.Of(patient), affected), patient.Version);
    }

    /// <summary>Remove a patient who was entered by mistake. Refused once a course or a visit refers to them.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="expected">If-Match.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}", Name = "deletePatient")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("in_use", "conflict")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(Guid id, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await register.RemoveAsync(id, expected.Require, cancellationToken);
        return NoContent();
    }

    /// <summary>Read when a patient can come.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/windows", Name = "getPatientWindows")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<PatientWindows>> Windows(Guid id, CancellationToken cancellationToken)
    {
        var patient = await register.GetAsync(id, cancellationToken);
        return Versioned(new PatientWindows { Windows = PatientResponse.Of(patient).Windows }, patient.Version);
    }

    /// <summary>Replace when a patient can come. Booked visits outside the new windows are listed and flagged, and a repair is proposed. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="expected">If-Match, of the patient.</param>
    /// <param name="request">The whole list.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPut("{id}/windows", Name = "replacePatientWindows")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("conflict")]
    public async Task<ActionResult<WindowsChangeResponse>> ReplaceWindows(Guid id, ExpectedVersion expected, ReplaceWindowsRequest request, CancellationToken cancellationToken)
    {
        var stored = new StoredVersion(expected, request.DryRun);
        var (changed, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.PatientWindows,
            async () =>
            {
                var (patient, hit) = await availability.ReplaceWindowsAsync(id, stored.Require, request.Windows, cancellationToken);
                return (patient, id, hit);
            },
            cancellationToken);
        return Versioned(new WindowsChangeResponse(PatientResponse.Of(changed).Windows, affected, repair), stored.After(changed.Version));
    }

    /// <summary>List a patient's absences, by first day.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/absences", Name = "listPatientAbsences")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<AbsenceList>> Absences(Guid id, CancellationToken cancellationToken)
    {
        var patient = await register.GetAsync(id, cancellationToken);
        return Versioned(new AbsenceList(PatientResponse.Of(patient).Absences), patient.Version);
    }

    /// <summary>Enter days on which a patient can't come. Booked visits in them are listed and flagged, and a repair is proposed. The ETag is the patient's. With `dryRun` nothing is stored.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="request">First and last day.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpPost("{id}/absences", Name = "createPatientAbsence")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("unprocessable")]
    [ProducesResponseType<AbsenceChangeResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<AbsenceChangeResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<AbsenceChangeResponse>> AddAbsence(Guid id, CreateAbsenceRequest request, CancellationToken cancellationToken)
    {
        var (entered, affected, repair) = await disruptions.EnterAsync(
            request.DryRun,
            RepairCauses.PatientAbsence,
            async () =>
            {
                var (patient, added, hit) = await availability.AddAbsenceAsync(id, request, cancellationToken);
                return ((Patient: patient, Absence: added), id, hit);
            },
            cancellationToken,
            wholeCause: true);
        var absence = PatientResponse.Of(entered.Patient).Absences.Single(a => a.Id == entered.Absence.Id);
        var answer = new AbsenceChangeResponse(absence, affected, repair);
        return request.DryRun ? Ok(answer) : CreatedVersioned($"/v1/patients/{id}/absences/{absence.Id}", answer, entered.Patient.Version);
    }

    /// <summary>Read one absence.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="absenceId" example="01936f5e-8c00-7000-8000-000000000003">The absence's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/absences/{absenceId}", Name = "getPatientAbsence")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<AbsenceResponse>> Absence(Guid id, Guid absenceId, CancellationToken cancellationToken)
    {
        var patient = await register.GetAsync(id, cancellationToken);
        var absence = PatientResponse.Of(patient).Absences.FirstOrDefault(a => a.Id == absenceId) ?? throw SchedulingException.NotFound();
        return Versioned(absence, patient.Version);
    }

    /// <summary>Remove an absence. Visits in it lose their flag, and a repair that was only proposed is withdrawn, or proposed again for the absences that are left.</summary>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="absenceId" example="01936f5e-8c00-7000-8000-000000000003">The absence's id.</param>
    /// <param name="expected">If-Match, of the patient.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpDelete("{id}/absences/{absenceId}", Name = "deletePatientAbsence")]
    [RequireScope(Scopes.ScheduleWrite)]
    [Refuses("conflict")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> RemoveAbsence(Guid id, Guid absenceId, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        await availability.RemoveAbsenceAsync(id, absenceId, expected.Require, cancellationToken);
        await proposals.ProposeAsync(RepairCauses.PatientAbsence, id, cancellationToken);
        return NoContent();
    }

    /// <summary>Read everything a clerk needs on the phone: next visits, courses, what is missing, what may be done.</summary>
    /// <remarks>What a course treats is shown to keys with scope `clinical:read` only.</remarks>
    /// <param name="id" example="01936f5e-8c00-7000-8000-000000000001">The patient's id.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    [HttpGet("{id}/overview", Name = "getPatientOverview")]
    [RequireScope(Scopes.ScheduleRead)]
    public async Task<ActionResult<PatientOverviewResponse>> Overview(Guid id, CancellationToken cancellationToken) => await overview.ReadAsync(id, cancellationToken);
}
