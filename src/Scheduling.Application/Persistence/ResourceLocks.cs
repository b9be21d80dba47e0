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
        TakeAsync("for share", siteIds, One(courseId), resourceIds, cancellationToken);

    /// <summary>The same for several courses that are booked together: one by one, two such bookings could wait for each other.</summary>
    public Task TakeForBookingsAsync(IEnumerable<Guid> siteIds, IEnumerable<Guid> courseIds, IEnumerable<Guid> resourceIds, CancellationToken cancellationToken) =>
        TakeAsync("for share", siteIds, courseIds, resourceIds, cancellationToken);

    /// <summary>For changes of hours, closures and holidays: the sites alone, so that no booking is between its check and its insert.</summary>
    public Task TakeSitesAloneAsync(IEnumerable<Guid> siteIds, CancellationToken cancellationToken) =>
        TakeAsync("for no key update", siteIds, [], [], cancellationToken);

    /// <summary>For changes of shifts, credentials, clearances, windows: the resources alone.</summary>
    public Task TakeResourcesAsync(IEnumerable<Guid> resourceIds, CancellationToken cancellationToken) =>
        TakeAsync("for share", [], [], resourceIds, cancellationToken);

    /// <summary>The locks of a booking as the first statements of a round trip: what is read behind them in it stays true.</summary>
    internal static void AddForBooking(RoundTrip trip, IEnumerable<Guid> siteIds, Guid? courseId, IEnumerable<Guid> resourceIds) =>
        Add(trip, "for share", siteIds, One(courseId), resourceIds);

    private static IEnumerable<Guid> One(Guid? courseId) => courseId is { } id ? [id] : [];

    private Task TakeAsync(string siteLock, IEnumerable<Guid> siteIds, IEnumerable<Guid> courseIds, IEnumerable<Guid> resourceIds, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        Add(trip, siteLock, siteIds, courseIds, resourceIds);
        return trip.SendAsync(cancellationToken);
    }

    private static void Add(RoundTrip trip, string siteLock, IEnumerable<Guid> siteIds, IEnumerable<Guid> courseIds, IEnumerable<Guid> resourceIds)
    {
        AddRows(trip, $"select 1 from sites where id = any($1) order by id {siteLock}", siteIds);
        AddRows(trip, "select 1 from courses where id = any($1) order by id for no key update", courseIds);
        AddRows(trip, "select 1 from resources where id = any($1) order by id for no key update", resourceIds);
    }

    private static void AddRows(RoundTrip trip, string sql, IEnumerable<Guid> ids)
    {
        var distinct = ids.Distinct().ToArray();
        if (distinct.Length > 0)
        {
            trip.Ask(sql, _ => true, [distinct]);
        }
    }
}
