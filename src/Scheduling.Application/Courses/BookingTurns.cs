using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Scheduling.Application.Appointments;

namespace Scheduling.Application.Courses;

/// <summary>
/// Lets few requests of one site plan and book a course at the same time in this process; the others wait for their turn before they read. Plans made
/// at once from the same book take each other's places, and most of their work is done twice; one after the other each sees what the last one booked.
/// </summary>
/// <remarks>It only spares work: locks and constraint keep the promise. So nobody waits longer than <see cref="Patience"/>, and other processes have turns of their own.</remarks>
public sealed class BookingTurns(IOptions<AppointmentOptions> options)
{
    /// <summary>The longest wait; then it is tried without a turn.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> sites = new();

    internal async Task<SemaphoreSlim?> WaitAsync(Guid siteId, CancellationToken cancellationToken)
    {
        var turns = sites.GetOrAdd(siteId, _ => new SemaphoreSlim(options.Value.BookedAtOncePerSite));
        return await turns.WaitAsync(Patience, cancellationToken) ? turns : null;
    }
}
