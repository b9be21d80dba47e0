namespace Scheduling.Application.Persistence;

/// <summary>
/// The locks that every write of places and of what places depend on takes first, always in this order: sites, courses, resources, each sorted by id.
/// With them no two bookings wait for each other in a ring; the exclusion constraint stays behind them as the last guard.
/// </summary>
public sealed class ResourceLocks(SchedulingDbContext db)
{
    /// <summary>Bookings share the sites; they hold course and resources alone until the transaction ends.</summary>
    /// <remarks>FOR NO KEY UPDATE and not FOR UPDATE: the latter deadlocks with foreign-key checks of concurrent inserts.</remarks>
    public Task TakeForBookingAsync(IEnumerable<Guid> siteIds, Guid? courseId, IEnumerable<Guid> resourceIds, CancellationToken cancellationToken) =>
        TakeAsync("for share", siteIds, courseId, resourceIds, cancellationToken);

    /// <summary>For changes of hours, closures and holidays: the sites alone, so that no booking is between its check and its insert.</summary>
    public Task TakeSitesAloneAsync(IEnumerable<Guid> siteIds, CancellationToken cancellationToken) =>
        TakeAsync("for no key update", siteIds, null, [], cancellationToken);

    /// <summary>For changes of shifts, credentials, clearances, windows: the resources alone.</summary>
    public Task TakeResourcesAsync(IEnumerable<Guid> resourceIds, CancellationToken cancellationToken) =>
        TakeAsync("for share", [], null, resourceIds, cancellationToken);

    private async Task TakeAsync(string siteLock, IEnumerable<Guid> siteIds, Guid? courseId, IEnumerable<Guid> resourceIds, CancellationToken cancellationToken)
    {
        await LockRowsAsync($"select 1 from sites where id = any($1) order by id {siteLock}", siteIds, cancellationToken);
        await LockRowsAsync("select 1 from courses where id = any($1) order by id for no key update", courseId is { } id ? [id] : [], cancellationToken);
        await LockRowsAsync("select 1 from resources where id = any($1) order by id for no key update", resourceIds, cancellationToken);
    }

    private async Task LockRowsAsync(string sql, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var distinct = ids.Distinct().ToArray();
        if (distinct.Length == 0)
        {
            return;
        }

        await using var command = db.Command(sql, distinct);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
