using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Records;

namespace Scheduling.Application.Records;

/// <summary>Records of treatments: written once treatment has begun, signed when it is over, then only amended with a reason.</summary>
public sealed class TreatmentRecords(SchedulingDbContext db, ClinicContext context, ResourceLocks locks, AdverseEvents adverse, AuditLog audit, EventLog events)
{
    /// <summary>The record of a visit.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed.</exception>
    public async Task<TreatmentRecord> GetAsync(Guid appointmentId, CancellationToken cancellationToken)
    {
        await VisitAsync(appointmentId, cancellationToken);
        audit.Read("appointment", appointmentId, "record");
        return await FindAsync(appointmentId, cancellationToken);
    }

    /// <summary>Writes the record. What the checklist says happened is entered as adverse events at once (R16).</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed, wrong_state, already_exists, invalid_request, unknown_reference.</exception>
    public async Task<TreatmentRecord> WriteAsync(Guid appointmentId, RecordContent content, CancellationToken cancellationToken)
    {
        var visit = await LockAsync(appointmentId, cancellationToken);
        if (visit.State is not (AppointmentState.InProgress or AppointmentState.Delivered or AppointmentState.Partial))
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(visit.State)}: a record is written once treatment has begun.");
        }

        if (await db.TreatmentRecords.AnyAsync(r => r.AppointmentId == appointmentId, cancellationToken))
        {
            throw new SchedulingException(ProblemCodes.AlreadyExists, "The visit has a record: change it, or amend it once it is signed.");
        }

        await CheckAsync(content, "", cancellationToken);
        var record = new TreatmentRecord { Id = Guid.CreateVersion7(context.Now), AppointmentId = appointmentId, PatientId = visit.PatientId, Content = content, WrittenBy = context.Actor };
        db.TreatmentRecords.Add(record);
        return await SaveAsync(record, visit, "write", cancellationToken);
    }

    /// <summary>Writes an unsigned record anew.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed, stale_version, wrong_state, invalid_request, unknown_reference.</exception>
    public async Task<TreatmentRecord> ReplaceAsync(Guid appointmentId, RecordContent content, Action<int> expect, CancellationToken cancellationToken)
    {
        var visit = await LockAsync(appointmentId, cancellationToken);
        var record = await FindAsync(appointmentId, cancellationToken);
        expect(record.Version);
        if (record.SignedAt is not null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The record is signed: amend it, with the reason.");
        }

        await CheckAsync(content, "", cancellationToken);
        (record.Content, record.WrittenBy) = (content, context.Actor);
        return await SaveAsync(record, visit, "write", cancellationToken);
    }

    /// <summary>Signs the record of a treatment that is over.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed, stale_version, actor_required, wrong_state.</exception>
    public async Task<TreatmentRecord> SignAsync(Guid appointmentId, Action<int> expect, CancellationToken cancellationToken)
    {
        var visit = await LockAsync(appointmentId, cancellationToken);
        var record = await FindAsync(appointmentId, cancellationToken);
        expect(record.Version);
        var actor = context.RequireActor();
        if (record.SignedAt is not null || visit.State is not (AppointmentState.Delivered or AppointmentState.Partial))
        {
            throw new SchedulingException(ProblemCodes.WrongState, record.SignedAt is not null ? "The record is signed already." : $"The visit is {StoredJson.Word(visit.State)}: a record is signed once the treatment is entered as delivered.");
        }

        (record.SignedAt, record.SignedBy) = (context.Now, actor);
        return await SaveAsync(record, visit, "sign", cancellationToken);
    }

    /// <summary>Changes a signed record; what stood there before is kept.</summary>
    /// <exception cref="SchedulingException">not_found, site_not_allowed, stale_version, actor_required, wrong_state, invalid_request, unknown_reference.</exception>
    public async Task<TreatmentRecord> AmendAsync(Guid appointmentId, RecordContent content, string reason, Action<int> expect, CancellationToken cancellationToken)
    {
        var visit = await LockAsync(appointmentId, cancellationToken);
        var record = await FindAsync(appointmentId, cancellationToken);
        expect(record.Version);
        var actor = context.RequireActor();
        if (record.SignedAt is null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The record is not signed yet: change it.");
        }

        await CheckAsync(content, "/record", cancellationToken);
        record.Amendments = [.. record.Amendments, new RecordAmendment(context.Now, actor, reason, record.Content)];
        record.Content = content;
        return await SaveAsync(record, visit, "amend", cancellationToken);
    }

    private async Task CheckAsync(RecordContent content, string pointer, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var asked = AdverseEventKinds.All.Select(k => k.Code).ToList();
        var given = content.AdverseEvents.Select(e => e.Event).ToList();
        checks.Check(given.Count == given.Distinct().Count() && given.TrueForAll(asked.Contains), pointer + "/adverseEvents", "names each of these once: " + string.Join(", ", asked));
        checks.Check(!asked.Except(given).Any(), pointer + "/adverseEvents", "lacks " + string.Join(", ", asked.Except(given)));
        checks.Check((content.DeviceId is null) == (content.ParameterSets.Count == 0), pointer + "/parameterSets", "go with a device, and a device with at least one");
        checks.Check(content.DeviceId is null || content.Coil is not null, pointer + "/coil", "is required with a device");
        for (var i = 0; i < content.ParameterSets.Count; i++)
        {
            checks.Check(content.ParameterSets[i].PulsesDelivered <= content.ParameterSets[i].PulsesPrescribed, FieldChecks.At(pointer + "/parameterSets", i, "pulsesDelivered"), "must not be more than prescribed");
        }

        checks.Check(content.SideEffects.All(s => s.Kind != SideEffectKind.Other || s.Note is not null), pointer + "/sideEffects", "say what an other one is, in a note");
        checks.Reference(await db.Staff.AnyAsync(s => s.Id == content.OperatorId, cancellationToken), pointer + "/operatorId");
        if (content.DeviceId is { } id)
        {
            var model = await db.Devices.Where(d => d.Id == id).Join(db.DeviceModels, d => d.ModelId, m => m.Id, (_, m) => m).SingleOrDefaultAsync(cancellationToken);
            checks.Reference(model is not null, pointer + "/deviceId");
            checks.Check(model is null || content.Coil is null || model.Capabilities.Contains(content.Coil), pointer + "/coil", "is none of the device's model");
        }

        checks.ThrowIfAny();
    }

    private async Task<Appointment> LockAsync(Guid appointmentId, CancellationToken cancellationToken)
    {
        var found = await VisitAsync(appointmentId, cancellationToken);
        await locks.TakeForBookingAsync([], found.CourseId, [found.PatientId], cancellationToken);
        return await VisitAsync(appointmentId, cancellationToken);
    }

    private async Task<Appointment> VisitAsync(Guid appointmentId, CancellationToken cancellationToken)
    {
        var visit = await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == appointmentId, cancellationToken) ?? throw SchedulingException.NotFound();
        context.RequireSite(visit.SiteId);
        return visit;
    }

    private async Task<TreatmentRecord> FindAsync(Guid appointmentId, CancellationToken cancellationToken) =>
        await db.TreatmentRecords.SingleOrDefaultAsync(r => r.AppointmentId == appointmentId, cancellationToken) ?? throw SchedulingException.NotFound();

    private async Task<TreatmentRecord> SaveAsync(TreatmentRecord record, Appointment visit, string action, CancellationToken cancellationToken)
    {
        audit.Write(action, "treatment_record", record.Id);
        events.Append("appointment.record_changed", "appointment", visit.Id, visit.SiteId, new { visit.PatientId });
        await db.SaveChangesAsync(cancellationToken);
        await adverse.EnterOfRecordAsync(visit, record.Content.AdverseEvents, cancellationToken);
        return record;
    }
}
