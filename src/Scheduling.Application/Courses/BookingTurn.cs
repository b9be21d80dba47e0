namespace Scheduling.Application.Courses;

/// <summary>The turn of one request; given back when its scope ends, which is after its transaction.</summary>
public sealed class BookingTurn(BookingTurns turns) : IDisposable
{
    private SemaphoreSlim? held;

    /// <summary>Waits for a turn at a site. Before any lock is taken: who waits here must not be waited for.</summary>
    public async Task TakeAsync(Guid siteId, CancellationToken cancellationToken) => held ??= await turns.WaitAsync(siteId, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        held?.Release();
        held = null;
    }
}
