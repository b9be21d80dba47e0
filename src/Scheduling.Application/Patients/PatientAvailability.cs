using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Patients;

/// <summary>When a patient can come: weekly windows and dated absences (R5). Changed under the patient's lock, like a booking of them.</summary>
public sealed class PatientAvailability(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events, AffectedVisits affected)
{
    private const int MostAbsences = 200;

    // Days are local: a margin reaches every zone.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(26);

    /// <summary>Replaces the windows.</summary>
    public async Task<(Patient Patient, IReadOnlyList<AffectedVisit> Affected)> ReplaceWindowsAsync(
        Guid id, Action<int> requireVersion, IReadOnlyList<LocalWindow> windows, CancellationToken cancellationToken)
    {
        var patient = await LockedAsync(id, cancellationToken);
        requireVersion(patient.Version);
        var checks = new FieldChecks();
        LocalWindow.Check(checks, windows, "/windows");
        checks.ThrowIfAny();
        patient.Windows = LocalWindow.ToDomain(windows);
        await SaveAsync(patient, "patient.windows_changed", cancellationToken);
        return (patient, await affected.OfResourcesAsync([id], context.Now, null, [VisitFlags.PatientWindow], cancellationToken));
    }

    /// <summary>Enters an absence.</summary>
    public async Task<(Patient Patient, Absence Absence, IReadOnlyList<AffectedVisit> Affected)> AddAbsenceAsync(Guid id, CreateAbsenceRequest request, CancellationToken cancellationToken)
    {
        var patient = await LockedAsync(id, cancellationToken);
        var checks = new FieldChecks();
        checks.Check(request.Until >= request.From, "/until", "must not be before from");
        checks.Check(request.Until.DayNumber - request.From.DayNumber <= 3660, "/until", "must be within ten years of from");
        checks.Text(request.Reason, "/reason");
        checks.Text(request.ApprovedBy, "/approvedBy");
        checks.ThrowIfAny();
        if (patient.Absences.Count >= MostAbsences)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "A patient has at most 200 absences; remove past ones.");
        }

        var absence = new Absence(Guid.CreateVersion7(context.Now), request.From, request.Until, request.Reason, request.ApprovedBy);
        patient.Absences = [.. patient.Absences.Append(absence).OrderBy(a => a.From).ThenBy(a => a.Id)];
        await SaveAsync(patient, "patient.absence_added", cancellationToken);
        return (patient, absence, await ReviewAsync(patient.Id, absence, cancellationToken));
    }

    /// <summary>Removes an absence; visits in it lose their flag.</summary>
    /// <exception cref="SchedulingException">not_found, also for an absence that is not there.</exception>
    public async Task<Patient> RemoveAbsenceAsync(Guid id, Guid absenceId, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        var patient = await LockedAsync(id, cancellationToken);
        var absence = patient.Absences.FirstOrDefault(a => a.Id == absenceId) ?? throw SchedulingException.NotFound();
        requireVersion(patient.Version);
        patient.Absences = [.. patient.Absences.Where(a => a.Id != absenceId)];
        await SaveAsync(patient, "patient.absence_removed", cancellationToken);
        await ReviewAsync(patient.Id, absence, cancellationToken);
        return patient;
    }

    private async Task<Patient> LockedAsync(Guid id, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([id], cancellationToken);
        return await db.Patients.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
    }

    private async Task SaveAsync(Patient patient, string kind, CancellationToken cancellationToken)
    {
        audit.Write("update", "patient", patient.Id);
        events.Append(kind, "patient", patient.Id);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<AffectedVisit>> ReviewAsync(Guid id, Absence absence, CancellationToken cancellationToken)
    {
        var from = new DateTimeOffset(absence.From.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) - Margin;
        var until = new DateTimeOffset(absence.Until.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) + Margin;
        var visits = await affected.OfResourcesAsync([id], from, until, [VisitFlags.PatientAbsence], cancellationToken);
        return [.. visits.Where(v => v.LocalDate <= absence.Until && absence.From <= v.LocalDate)];
    }
}
