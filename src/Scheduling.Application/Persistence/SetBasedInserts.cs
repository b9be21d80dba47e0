using Microsoft.EntityFrameworkCore;
using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Persistence;

/// <summary>
/// The new rows that a booked course has by the dozen (visits, the people on them, their history, audit, events), taken out of EF's hands at
/// SaveChanges and written as one statement a table, all in one round trip. Nothing else in the model refers to these tables, so they go last.
/// </summary>
internal sealed class SetBasedInserts
{
    private readonly SchedulingDbContext db;
    private readonly List<Appointment> appointments;
    private readonly List<AppointmentStaff> staff;
    private readonly List<AppointmentChange> changes;
    private readonly List<AuditEntry> audit;
    private readonly List<EventEntry> events;
    private readonly IReadOnlyList<Action<RoundTrip>> further;

    private SetBasedInserts(SchedulingDbContext db, IReadOnlyList<Action<RoundTrip>> further)
    {
        (this.db, this.further) = (db, further);
        appointments = Take<Appointment>(EntityState.Unchanged);
        staff = Take<AppointmentStaff>(EntityState.Unchanged);
        // Lines of one visit are numbered in the order of this list.
        changes = [.. Take<AppointmentChange>(EntityState.Detached).OrderBy(c => c.Id)];
        audit = Take<AuditEntry>(EntityState.Detached);
        events = Take<EventEntry>(EntityState.Detached);
    }

    /// <summary>Takes over what is new. The visits count as saved from here on: the context of a failed save is not used again.</summary>
    /// <param name="db">The context.</param>
    /// <param name="further">What else goes into the round trip, behind the visits.</param>
    public static SetBasedInserts TakeFrom(SchedulingDbContext db, IReadOnlyList<Action<RoundTrip>> further) => new(db, further);

    /// <summary>Writes it.</summary>
    public async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        EntityRows<Appointment>.Of(db).Insert(trip, appointments);
        EntityRows<AppointmentStaff>.Of(db).Insert(trip, staff);
        EntityRows<AppointmentChange>.Of(db).Insert(trip, changes);
        EntityRows<AuditEntry>.Of(db).Insert(trip, audit);
        EntityRows<EventEntry>.Of(db).Insert(trip, events);
        foreach (var add in further)
        {
            add(trip);
        }

        await trip.SendAsync(cancellationToken);
        return appointments.Count + staff.Count + changes.Count + audit.Count + events.Count;
    }

    private List<T> Take<T>(EntityState state)
        where T : class
    {
        var added = db.ChangeTracker.Entries<T>().Where(e => e.State == EntityState.Added).ToList();
        foreach (var entry in added)
        {
            // What was stamped since it was added is no change either.
            entry.OriginalValues.SetValues(entry.CurrentValues);
            entry.State = state;
        }

        return [.. added.Select(e => e.Entity)];
    }
}
