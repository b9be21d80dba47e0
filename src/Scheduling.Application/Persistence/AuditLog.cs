namespace Scheduling.Application.Persistence;

/// <summary>Who read or wrote patient data. Rows are saved with the transaction; nobody waits for a chain.</summary>
public sealed class AuditLog(SchedulingDbContext db, ClinicContext context)
{
    /// <summary>Notes that patient data was read.</summary>
    public void Read(string objectKind, Guid? objectId, string action = "read") => Add(action, objectKind, objectId, null);

    /// <summary>Notes that something was written.</summary>
    public void Write(string action, string objectKind, Guid objectId, string? detail = null) => Add(action, objectKind, objectId, detail);

    private void Add(string action, string objectKind, Guid? objectId, string? detail) => db.AuditEntries.Add(new AuditEntry
    {
        ClinicId = context.ClinicId,
        At = context.Now,
        ApiKeyId = context.Identity.ApiKeyId,
        Actor = context.Actor,
        Action = action,
        ObjectKind = objectKind,
        ObjectId = objectId,
        Outcome = "done",
        Detail = detail,
    });
}
