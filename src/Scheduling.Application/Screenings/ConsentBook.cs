using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Screenings;

/// <summary>What patients agreed to and took back; only ever added to. Each entry takes the patient's lock, as every step of a visit does.</summary>
public sealed class ConsentBook(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events)
{
    private const int AgeOfMajority = 18;

    /// <summary>A patient's, the last word first.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Page<Consent>> ListAsync(Guid patientId, PageRequest page, CancellationToken cancellationToken)
    {
        if (!await db.Patients.AnyAsync(p => p.Id == patientId, cancellationToken))
        {
            throw SchedulingException.NotFound();
        }

        audit.Read("patient", patientId, "consents");
        return await db.Consents.AsNoTracking().Where(c => c.PatientId == patientId).ToPageAsync(c => c.At, c => c.Id, page, cancellationToken, descending: true);
    }

    /// <summary>Enters one. A minor's guardian has to give it.</summary>
    /// <exception cref="SchedulingException">not_found, unprocessable.</exception>
    public async Task<Consent> AddAsync(Guid patientId, NewConsent wanted, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([patientId], cancellationToken);
        var patient = await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId, cancellationToken) ?? throw SchedulingException.NotFound();
        var at = wanted.At > context.Now
            ? throw new SchedulingException(ProblemCodes.Unprocessable, "It has not happened yet.") { Errors = [new FieldError("/at", "is in the future")] }
            : wanted.At ?? context.Now;
        if (wanted.Granted && wanted.GivenBy == ConsentGiver.Patient && VisitRules.AgeOn(patient.BirthDate, DateOnly.FromDateTime(at.UtcDateTime)) < AgeOfMajority)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The patient is a minor.") { Errors = [new FieldError("/givenBy", "must be guardian for a minor")] };
        }

        var consent = new Consent
        {
            Id = Guid.CreateVersion7(context.Now),
            PatientId = patientId,
            Kind = wanted.Kind,
            Modality = wanted.Modality,
            Granted = wanted.Granted,
            GivenBy = wanted.GivenBy,
            Wording = wanted.Wording,
            Source = wanted.Source,
            At = at,
            RecordedAt = context.Now,
            RecordedBy = context.Actor,
        };
        db.Consents.Add(consent);
        audit.Write(wanted.Granted ? "grant" : "revoke", "consent", consent.Id);
        events.Append("consent.recorded", "consent", consent.Id, null, new { patientId, consent.Kind });
        await db.SaveChangesAsync(cancellationToken);
        return consent;
    }
}
