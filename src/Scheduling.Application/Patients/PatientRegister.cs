using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Application.Resources;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Patients;

/// <summary>Patients: who they are and how they are reached. Every read and write is audited.</summary>
public sealed class PatientRegister(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AuditLog audit, EventLog events, AffectedVisits affected)
{
    /// <summary>One patient.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Patient> GetAsync(Guid id, CancellationToken cancellationToken, string action = "read")
    {
        var patient = await FindAsync(id, cancellationToken);
        audit.Read("patient", id, action);
        return patient;
    }

    /// <summary>Enters a patient; others who look like the same person are answered as warnings.</summary>
    public async Task<(Patient Patient, IReadOnlyList<PatientWarning> Warnings)> CreateAsync(CreatePatientRequest request, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        Check(checks, request.GivenName, request.FamilyName, request.BirthDate, request.TimeZone, request.Guardian, request.ExternalIds);
        LocalWindow.Check(checks, request.Windows ?? [], "/windows");
        checks.ThrowIfAny();
        var patient = new Patient
        {
            Id = Guid.CreateVersion7(context.Now),
            GivenName = request.GivenName,
            FamilyName = request.FamilyName,
            BirthDate = request.BirthDate,
            Phone = request.Phone,
            Email = request.Email,
            TimeZone = request.TimeZone,
            Language = request.Language ?? "en",
            Guardian = request.Guardian?.ToDomain(),
            Windows = LocalWindow.ToDomain(request.Windows ?? []),
        };
        patient.ExternalIds.AddRange((request.ExternalIds ?? []).Select(x => ExternalId(patient.Id, x.System, x.Value)));
        return (patient, await AddAsync(patient, cancellationToken));
    }

    /// <summary>Makes or updates the patient whom another system knows by an id. The same request twice changes nothing more.</summary>
    public async Task<(Patient Patient, IReadOnlyList<PatientWarning> Warnings, bool Created)> UpsertAsync(string system, string value, UpsertPatientRequest request, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        Check(checks, request.GivenName, request.FamilyName, request.BirthDate, request.TimeZone, request.Guardian, null);
        checks.ThrowIfAny();
        // Two systems' first messages about one person come at once: the second waits and updates.
        var name = BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"patient\n{context.ClinicId}\n{system}\n{value}")));
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({name})", cancellationToken);
        var known = await db.PatientExternalIds.AsNoTracking().Where(x => x.System == system && x.Value == value).Select(x => (Guid?)x.PatientId).SingleOrDefaultAsync(cancellationToken);
        if (known is not { } id)
        {
            var patient = new Patient
            {
                Id = Guid.CreateVersion7(context.Now),
                GivenName = request.GivenName,
                FamilyName = request.FamilyName,
                BirthDate = request.BirthDate,
                Phone = request.Phone,
                Email = request.Email,
                TimeZone = request.TimeZone,
                Language = request.Language ?? "en",
                Guardian = request.Guardian?.ToDomain(),
            };
            patient.ExternalIds.Add(ExternalId(patient.Id, system, value));
            return (patient, await AddAsync(patient, cancellationToken), true);
        }

        await locks.TakeResourcesAsync([id], cancellationToken);
        var present = await FindAsync(id, cancellationToken);
        (present.GivenName, present.FamilyName) = (request.GivenName, request.FamilyName);
        present.Phone = request.Or(nameof(request.Phone), request.Phone, present.Phone);
        present.Email = request.Or(nameof(request.Email), request.Email, present.Email);
        present.TimeZone = request.Or(nameof(request.TimeZone), request.TimeZone, present.TimeZone);
        present.Language = request.Language ?? present.Language;
        present.Guardian = request.Or(nameof(request.Guardian), request.Guardian?.ToDomain(), present.Guardian);
        await SaveAsync(present, request.BirthDate, cancellationToken);
        return (present, [], false);
    }

    /// <summary>Changes a patient under their lock.</summary>
    public async Task<(Patient Patient, IReadOnlyList<AffectedVisit> Affected)> ChangeAsync(Guid id, Action<int> requireVersion, ChangePatientRequest change, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([id], cancellationToken);
        var patient = await FindAsync(id, cancellationToken);
        requireVersion(patient.Version);
        var checks = new FieldChecks();
        Check(checks, change.GivenName, change.FamilyName, change.BirthDate, change.TimeZone, change.Guardian, change.ExternalIds);
        checks.ThrowIfAny();
        patient.GivenName = change.GivenName ?? patient.GivenName;
        patient.FamilyName = change.FamilyName ?? patient.FamilyName;
        patient.Phone = change.Or(nameof(change.Phone), change.Phone, patient.Phone);
        patient.Email = change.Or(nameof(change.Email), change.Email, patient.Email);
        patient.TimeZone = change.Or(nameof(change.TimeZone), change.TimeZone, patient.TimeZone);
        patient.Language = change.Language ?? patient.Language;
        patient.Guardian = change.Or(nameof(change.Guardian), change.Guardian?.ToDomain(), patient.Guardian);
        if (change.ExternalIds is { } ids)
        {
            patient.ExternalIds.RemoveAll(x => !ids.Any(i => i.System == x.System));
            foreach (var given in ids)
            {
                if (patient.ExternalIds.Find(x => x.System == given.System) is { } there)
                {
                    there.Value = given.Value;
                }
                else
                {
                    patient.ExternalIds.Add(ExternalId(id, given.System, given.Value));
                }
            }

            // Rows of their own: the patient's version has to grow with them.
            db.Entry(patient).State = EntityState.Modified;
        }

        return (patient, await SaveAsync(patient, change.BirthDate ?? patient.BirthDate, cancellationToken));
    }

    /// <summary>Removes a patient whom nothing refers to: one entered by mistake.</summary>
    /// <exception cref="SchedulingException">in_use, naming courses and visits.</exception>
    public async Task RemoveAsync(Guid id, Action<int> requireVersion, CancellationToken cancellationToken)
    {
        await locks.TakeResourcesAsync([id], cancellationToken);
        var patient = await FindAsync(id, cancellationToken);
        requireVersion(patient.Version);
        var courses = await db.Courses.Where(c => c.PatientId == id).OrderBy(c => c.Id).Select(c => c.Id).Take(50).ToListAsync(cancellationToken);
        var visits = await db.Appointments.Where(a => a.PatientId == id).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).Select(a => a.Id).Take(50).ToListAsync(cancellationToken);
        if (courses.Count > 0 || visits.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.InUse, "Courses or visits refer to the patient; what was booked is kept.")
            {
                Conflicts = [new Conflict { Reason = courses.Count > 0 ? "has_courses" : "has_visits", Resource = new ConflictResource("patient", id, null) }],
                Extensions = new Dictionary<string, object?> { ["courseIds"] = courses, ["appointmentIds"] = visits },
            };
        }

        if (await db.Screenings.AnyAsync(s => s.PatientId == id, cancellationToken) || await db.Consents.AnyAsync(c => c.PatientId == id, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.InUse, "Screenings or consents of the patient are on file, and are kept.")
            {
                Conflicts = [new Conflict { Reason = "has_clinical_record", Resource = new ConflictResource("patient", id, null) }],
            };
        }

        if (await db.Intakes.AnyAsync(i => i.PatientId == id, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.InUse, "An intake refers to the patient, and is kept.")
            {
                Conflicts = [new Conflict { Reason = "has_intake", Resource = new ConflictResource("patient", id, null) }],
            };
        }

        db.Patients.Remove(patient);
        db.Resources.Remove(await db.Resources.SingleAsync(r => r.Id == id, cancellationToken));
        audit.Write("delete", "patient", id);
        events.Append("patient.deleted", "patient", id);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<Patient> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Patients.Include(p => p.ExternalIds).SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    private async Task<IReadOnlyList<PatientWarning>> AddAsync(Patient patient, CancellationToken cancellationToken)
    {
        db.Resources.Add(new Resource { Id = patient.Id, Kind = ResourceKind.Patient });
        db.Patients.Add(patient);
        audit.Write("create", "patient", patient.Id);
        events.Append("patient.created", "patient", patient.Id);
        await db.SaveChangesAsync(cancellationToken);

        var (name, turned) = ($"{patient.GivenName} {patient.FamilyName}", $"{patient.FamilyName} {patient.GivenName}");
        var alike = await db.Database.SqlQuery<Guid>($"""
            select id as "Value" from patients
            where birth_date = {patient.BirthDate} and id <> {patient.Id}
                and (search_name in (' ' || search_text({name}), ' ' || search_text({turned})) or phone = {patient.Phone})
            order by id limit 10
            """).ToListAsync(cancellationToken);
        foreach (var other in alike)
        {
            audit.Read("patient", other, "search");
        }

        return [.. alike.Select(other => new PatientWarning("possible_duplicate", other))];
    }

    // Ages decide about clearances (R3), so a corrected birth date is looked at like any other change.
    private async Task<IReadOnlyList<AffectedVisit>> SaveAsync(Patient patient, DateOnly birthDate, CancellationToken cancellationToken)
    {
        var older = patient.BirthDate != birthDate;
        patient.BirthDate = birthDate;
        if (db.ChangeTracker.HasChanges())
        {
            events.Append("patient.changed", "patient", patient.Id);
        }

        audit.Write("update", "patient", patient.Id);
        await db.SaveChangesAsync(cancellationToken);
        return older ? await affected.OfResourcesAsync([patient.Id], context.Now, null, [VisitFlags.Clearance], cancellationToken) : [];
    }

    private void Check(
        FieldChecks checks, string? givenName, string? familyName, DateOnly? birthDate, string? timeZone, GuardianBody? guardian, IReadOnlyList<ExternalIdBody>? externalIds)
    {
        checks.Text(givenName, "/givenName");
        checks.Text(familyName, "/familyName");
        // A day's margin: somewhere it is tomorrow already.
        checks.Check(!(birthDate > DateOnly.FromDateTime(context.Now.UtcDateTime).AddDays(1)), "/birthDate", "must not be in the future");
        checks.Check(timeZone is null || SiteClock.TryForZone(timeZone, out _), "/timeZone", "must be an IANA time zone such as America/New_York");
        checks.Text(guardian?.Name, "/guardian/name");
        for (var i = 0; i < externalIds?.Count; i++)
        {
            checks.Text(externalIds[i].Value, FieldChecks.At("/externalIds", i, "value"));
            checks.Check(!externalIds.Take(i).Any(x => x.System == externalIds[i].System), FieldChecks.At("/externalIds", i, "system"), "is there twice");
        }
    }

    private PatientExternalId ExternalId(Guid patientId, string system, string value) =>
        new() { ClinicId = context.ClinicId, PatientId = patientId, System = system, Value = value };
}
