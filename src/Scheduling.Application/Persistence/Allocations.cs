namespace Scheduling.Application.Persistence;

/// <summary>Takes, releases and reads lanes, each in one set-based statement. Writers hold <see cref="ResourceLocks"/> first.</summary>
public sealed class Allocations(SchedulingDbContext db)
{
    /// <summary>Takes all of them or none. An overlap is SQLSTATE 23P01 on <see cref="ConstraintNames.NoOverlap"/>.</summary>
    public Task TakeAsync(IReadOnlyCollection<Allocation> allocations, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        AddTake(trip, allocations);
        return trip.SendAsync(cancellationToken);
    }

    /// <summary>Takes them in the round trip that writes the visits they belong to, at the next SaveChanges.</summary>
    public void TakeWithSave(IReadOnlyCollection<Allocation> allocations) => db.WriteWithSave(trip => AddTake(trip, allocations));

    private void AddTake(RoundTrip trip, IReadOnlyCollection<Allocation> allocations)
    {
        if (allocations.Count == 0)
        {
            return;
        }

        const string sql = """
            insert into allocations (clinic_id, id, resource_id, lane, starts_at, ends_at, appointment_id, hold_id, expires_at)
            select $1, a.id, a.resource_id, a.lane, a.starts_at, a.ends_at, a.appointment_id, a.hold_id, a.expires_at
            from unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::timestamptz[], $6::timestamptz[], $7::uuid[], $8::uuid[], $9::timestamptz[])
                as a (id, resource_id, lane, starts_at, ends_at, appointment_id, hold_id, expires_at)
            order by a.resource_id, a.starts_at
            """;
        trip.Tell(
            sql,
            db.ClinicId,
            allocations.Select(_ => Guid.CreateVersion7(db.Now)).ToArray(),
            allocations.Select(a => a.ResourceId).ToArray(),
            allocations.Select(a => (short)a.Lane).ToArray(),
            allocations.Select(a => a.From.UtcDateTime).ToArray(),
            allocations.Select(a => a.Until.UtcDateTime).ToArray(),
            allocations.Select(a => a.AppointmentId).ToArray(),
            allocations.Select(a => a.HoldId).ToArray(),
            allocations.Select(a => a.ExpiresAt?.UtcDateTime).ToArray());
    }

    /// <summary>Frees the lanes of these appointments in one statement; the rows stay as history.</summary>
    public Task ReleaseAppointmentsAsync(IEnumerable<Guid> appointmentIds, CancellationToken cancellationToken) =>
        ExecuteAsync("update allocations set live = false where live and appointment_id = any($1)", cancellationToken, appointmentIds.ToArray());

    /// <summary>Frees the lanes of appointments from an instant on. What lies before it was taken and stays so.</summary>
    public async Task ReleaseAppointmentsFromAsync(IReadOnlyCollection<Guid> appointmentIds, DateTimeOffset from, CancellationToken cancellationToken)
    {
        if (appointmentIds.Count == 0)
        {
            return;
        }

        List<Allocation> begun = [];
        await using (var command = db.Command(
            "select resource_id, lane, starts_at, appointment_id from allocations where live and appointment_id = any($1) and starts_at < $2 and ends_at > $2",
            appointmentIds.ToArray(),
            from.UtcDateTime))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                begun.Add(new Allocation(reader.GetGuid(0), reader.GetInt16(1), reader.GetFieldValue<DateTimeOffset>(2), from, reader.GetGuid(3), null, null));
            }
        }

        await ExecuteAsync("update allocations set live = false where live and appointment_id = any($1) and ends_at > $2", cancellationToken, appointmentIds.ToArray(), from.UtcDateTime);
        await TakeAsync(begun, cancellationToken);
    }

    /// <summary>Removes the lanes of a hold.</summary>
    public Task ReleaseHoldAsync(Guid holdId, CancellationToken cancellationToken) =>
        ExecuteAsync("delete from allocations where hold_id = $1", cancellationToken, holdId);

    /// <summary>Adds to a round trip: removes lanes of expired holds on these resources, so that they are free whether or not a job ran.</summary>
    internal void AddClearExpiredHolds(RoundTrip trip, IEnumerable<Guid> resourceIds) =>
        trip.Tell("delete from allocations where hold_id is not null and expires_at <= $1 and resource_id = any($2)", db.Now.UtcDateTime, resourceIds.Distinct().ToArray());

    /// <summary>Live lanes of these resources that overlap [from, until), expired holds left out, in order of resource, lane, start.</summary>
    public async Task<List<Allocation>> ReadAsync(IEnumerable<Guid> resourceIds, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        const string sql = """
            select resource_id, lane, starts_at, ends_at, appointment_id, hold_id, expires_at from allocations
            where live and resource_id = any($1) and starts_at > $2::timestamptz - interval '24 hours' and starts_at < $3 and ends_at > $2 and (expires_at is null or expires_at > $4)
            order by resource_id, lane, starts_at
            """;
        await using var command = db.Command(sql, resourceIds.Distinct().ToArray(), from.UtcDateTime, until.UtcDateTime, db.Now.UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Allocation> allocations = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            allocations.Add(new Allocation(
                reader.GetGuid(0),
                reader.GetInt16(1),
                reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.IsDBNull(4) ? null : reader.GetGuid(4),
                reader.IsDBNull(5) ? null : reader.GetGuid(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return allocations;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = db.Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
