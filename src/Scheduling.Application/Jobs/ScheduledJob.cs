namespace Scheduling.Application.Jobs;

/// <param name="Name">What the engines store; a stored name that is no longer in the catalogue is removed.</param>
/// <param name="Every">Whole seconds that divide a minute, or whole minutes that divide an hour. A job that minds the time of day looks at the clock itself.</param>
/// <param name="Type">The <see cref="IJob"/> that does it, made anew for each run.</param>
public sealed record ScheduledJob(string Name, TimeSpan Every, Type Type);
