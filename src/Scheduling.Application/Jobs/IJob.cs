namespace Scheduling.Application.Jobs;

/// <summary>
/// Recurring work, whatever engine ticks it. It may run twice, on two machines at once, late or not at all for a while;
/// so it takes its work from our own tables by claim, and an exception it lets escape only means that the next tick tries again.
/// </summary>
public interface IJob
{
    /// <returns>How many rows, messages or courses it did something to.</returns>
    Task<int> ExecuteAsync(CancellationToken cancellationToken);
}
