using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Messaging;

/// <summary>Reads what messages to a patient depend on.</summary>
public sealed class PatientFiles(SchedulingDbContext db, ILogger<PatientFiles> logger)
{
    private const string Savepoint = "patient";

    // A gap before the next visit is looked for this far back; a longer one is one all the same.
    private const int DaysBack = 60;

    /// <summary>Locks and reads a patient's file. Nobody else plans for or tells this patient until the transaction ends.</summary>
    /// <returns>Null for a patient of a clinic without a site.</returns>
    public async Task<PatientFile?> LockAsync(Guid patientId, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into patient_messaging (clinic_id, id, told, tellings, day_before_always, version, created_at, updated_at)
            values ({db.ClinicId}, {patientId}, '[]', 0, false, 1, {db.Now.UtcDateTime}, {db.Now.UtcDateTime}) on conflict do nothing
            """,
            cancellationToken);
        var messaging = await db.PatientMessaging.FromSql($"select * from patient_messaging where id = {patientId} for update").SingleAsync(cancellationToken);
        return await ReadAsync(messaging, cancellationToken);
    }

    /// <summary>The same for an id that may lead nowhere.</summary>
    public async Task<PatientFile?> LockIfKnownAsync(Guid patientId, CancellationToken cancellationToken) =>
        await db.Patients.AnyAsync(p => p.Id == patientId, cancellationToken) ? await LockAsync(patientId, cancellationToken) : null;

    /// <summary>Locks several at once and leaves out those that somebody else has in hand.</summary>
    public async Task<IReadOnlyList<PatientMessaging>> LockFreeAsync(IReadOnlyCollection<Guid> patientIds, CancellationToken cancellationToken) =>
        await db.PatientMessaging.FromSql($"select * from patient_messaging where id = any({patientIds.Order().ToArray()}) order by id for update skip locked").ToListAsync(cancellationToken);

    /// <summary>Works on one patient apart from the others of the transaction: what breaks there is undone and logged, and stops nobody else (M10).</summary>
    /// <returns>What the work answers; the default when it broke.</returns>
    public async Task<T?> ApartAsync<T>(Guid patientId, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var transaction = db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync(Savepoint, cancellationToken);
        try
        {
            var result = await work();
            await transaction.ReleaseSavepointAsync(Savepoint, cancellationToken);
            return result;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await transaction.RollbackToSavepointAsync(Savepoint, cancellationToken);
            db.ChangeTracker.Clear();
            logger.LogError(failure, "Messages to patient {PatientId} can't be planned or put into words", patientId);
            return default;
        }
    }

    /// <summary>Leaves a note that a patient's messages are to be planned again.</summary>
    public Task<int> NoteAsync(Guid patientId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"insert into message_notes (clinic_id, patient_id) values ({db.ClinicId}, {patientId})", cancellationToken);

    /// <summary>Reads the file behind a row that is locked.</summary>
    public async Task<PatientFile?> ReadAsync(PatientMessaging messaging, CancellationToken cancellationToken)
    {
        var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Id == messaging.Id, cancellationToken);
        var since = db.Now.AddDays(-DaysBack);
        var appointments = await db.Appointments.AsNoTracking().Where(a => a.PatientId == patient.Id && a.StartsAt >= since).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var homeId = (appointments.FirstOrDefault(a => a.StartsAt > db.Now) ?? appointments.LastOrDefault())?.SiteId
            ?? await db.Appointments.AsNoTracking().Where(a => a.PatientId == patient.Id).OrderByDescending(a => a.StartsAt).Select(a => (Guid?)a.SiteId).FirstOrDefaultAsync(cancellationToken)
            ?? await db.Sites.AsNoTracking().Where(s => s.RetiredAt == null).OrderBy(s => s.Id).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(cancellationToken);
        if (homeId is not { } home)
        {
            return null;
        }

        var sites = await db.Sites.AsNoTracking().ToDictionaryAsync(s => s.Id, cancellationToken);
        var terms = await db.MessagingTerms.AsNoTracking().Where(t => t.SiteId == null || t.SiteId == home).OrderBy(t => t.SiteId == null).FirstOrDefaultAsync(cancellationToken);
        var consents = await db.MessageConsents.AsNoTracking().Where(c => c.PatientId == patient.Id).OrderBy(c => c.At).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        var clock = patient.TimeZone is { } zone ? SiteClock.ForZone(zone) : FactsReader.ClockOf(sites[home]);
        return new PatientFile(patient, messaging, terms ?? new MessagingTerms(), clock, appointments, sites, [.. consents.Select(c => c.AsEntry)], home)
        {
            Paused = await PausedAsync(patient.Id, appointments, cancellationToken),
        };
    }

    // R22: staff have not decided yet, or have left the course on hold for it.
    private async Task<HashSet<Guid>> PausedAsync(Guid patientId, IReadOnlyList<Appointment> appointments, CancellationToken cancellationToken)
    {
        var courses = await db.Courses.Where(c => c.PatientId == patientId)
            .Where(c => (c.State == CourseState.OnHold && c.HoldCause == HoldCause.AuthorizationEnded) || db.Tasks.Any(t => t.CourseId == c.Id && t.Kind == TaskKind.CoverageEnded && t.State == TaskState.Open))
            .Select(c => c.Id).ToListAsync(cancellationToken);
        return [.. appointments.Where(a => a.State.IsToCome() && a.CourseId is { } course && courses.Contains(course) && a.Flags.Contains(UnitReasons.Tag)).Select(a => a.Id)];
    }
}
