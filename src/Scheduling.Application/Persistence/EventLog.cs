using System.Text.Json;

namespace Scheduling.Application.Persistence;

/// <summary>Appends one ordered row for every change, in the transaction that makes it. Payloads hold ids and instants only.</summary>
public sealed class EventLog(SchedulingDbContext db, ClinicContext context)
{
    /// <summary>Appends an event such as <c>appointment.booked</c>.</summary>
    public void Append(string kind, string subjectKind, Guid subjectId, Guid? siteId = null, object? payload = null) => db.Events.Add(new EventEntry
    {
        ClinicId = context.ClinicId,
        At = context.Now,
        Kind = kind,
        SubjectKind = subjectKind,
        SubjectId = subjectId,
        SiteId = siteId,
        Actor = context.Actor,
        Payload = payload is null ? "{}" : JsonSerializer.Serialize(payload, StoredJson.Options),
    });
}
