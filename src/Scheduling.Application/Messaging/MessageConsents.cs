using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Messaging;

/// <summary>The record of what patients allowed (M7), and how they want to be told.</summary>
public sealed class MessageConsents(SchedulingDbContext db, ClinicContext context, PatientFiles files, AuditLog audit, EventLog events)
{
    /// <summary>A patient's record, oldest first.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<IReadOnlyList<MessageConsent>> ListAsync(Guid patientId, CancellationToken cancellationToken)
    {
        await RequirePatientAsync(patientId, cancellationToken);
        audit.Read("message_consent", patientId);
        return await db.MessageConsents.AsNoTracking().Where(c => c.PatientId == patientId).OrderBy(c => c.At).ThenBy(c => c.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Adds a line.</summary>
    /// <exception cref="SchedulingException">not_found; invalid_request for an address that can't be one, a grant without wording, or an instant to come.</exception>
    public async Task<MessageConsent> AddAsync(Guid patientId, ConsentEntry entry, CancellationToken cancellationToken)
    {
        await RequirePatientAsync(patientId, cancellationToken);
        var checks = new FieldChecks();
        checks.Check(entry.Channel == MessageChannel.Email ? entry.Address.Contains('@', StringComparison.Ordinal) : entry.Address.StartsWith('+'), "/address", "must be a number with + and country code for sms, an address for email");
        checks.Check(!entry.Granted || !string.IsNullOrWhiteSpace(entry.Wording), "/wording", "a grant names the wording that was agreed to (M7)");
        checks.Check(entry.At <= context.Now, "/at", "must not lie in the future");
        checks.ThrowIfAny();
        var line = new MessageConsent
        {
            Id = Guid.CreateVersion7(context.Now),
            PatientId = patientId,
            Channel = entry.Channel,
            Address = entry.Address,
            Granted = entry.Granted,
            CoversMore = entry.CoversMore,
            Source = entry.Source,
            Wording = entry.Wording,
            At = entry.At,
            RecordedBy = context.Actor,
        };
        db.MessageConsents.Add(line);
        audit.Write(entry.Granted ? "grant" : "revoke", "message_consent", patientId);
        events.Append(entry.Granted ? "patient.message_consent_granted" : "patient.message_consent_revoked", "patient", patientId, null, new { entry.Channel });
        await db.SaveChangesAsync(cancellationToken);
        return line;
    }

    /// <summary>How a patient wants to be told.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<PatientMessaging> WishesAsync(Guid patientId, CancellationToken cancellationToken)
    {
        await RequirePatientAsync(patientId, cancellationToken);
        audit.Read("patient_messaging", patientId);
        return await db.PatientMessaging.AsNoTracking().SingleOrDefaultAsync(m => m.Id == patientId, cancellationToken) ?? new PatientMessaging { Id = patientId };
    }

    /// <summary>Changes how a patient wants to be told, or stops and resumes messages.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version.</exception>
    public async Task<PatientMessaging> ChangeAsync(Guid patientId, bool? dayBeforeAlways, string? pausedFor, bool resume, Action<int> expect, CancellationToken cancellationToken)
    {
        await RequirePatientAsync(patientId, cancellationToken);
        await files.LockAsync(patientId, cancellationToken);
        var wishes = await db.PatientMessaging.SingleAsync(m => m.Id == patientId, cancellationToken);
        expect(wishes.Version);
        wishes.DayBeforeAlways = dayBeforeAlways ?? wishes.DayBeforeAlways;
        wishes.PausedFor = resume ? null : pausedFor ?? wishes.PausedFor;
        audit.Write("update", "patient_messaging", patientId);
        await files.NoteAsync(patientId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return wishes;
    }

    private async Task RequirePatientAsync(Guid patientId, CancellationToken cancellationToken)
    {
        if (!await db.Patients.AnyAsync(p => p.Id == patientId, cancellationToken))
        {
            throw SchedulingException.NotFound();
        }
    }
}
