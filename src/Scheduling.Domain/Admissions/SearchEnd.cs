namespace Scheduling.Domain.Admissions;

/// <summary>When a search ends: by its steps, by its time, or because the caller no longer wants it. Only the time makes answers differ from run to run.</summary>
/// <param name="time">The time allowed, counted from now.</param>
/// <param name="steps">The steps allowed, or null.</param>
/// <param name="cancellation">The caller's wish to end.</param>
internal sealed class SearchEnd(TimeSpan time, long? steps, CancellationToken cancellation)
{
    private readonly long _began = Environment.TickCount64;
    private double _reserve;
    private long _measuredSteps;
    private double _measuredFrom;

    /// <summary>Courses placed and priced.</summary>
    internal long Steps { get; private set; }

    internal bool IsCancelled => cancellation.IsCancellationRequested;

    internal double Milliseconds => Environment.TickCount64 - _began;

    /// <summary>Whether nothing more is to be tried, the reserve spent too.</summary>
    internal bool IsOver => IsCancelled || Milliseconds >= time.TotalMilliseconds;

    /// <summary>The share of time or steps that is gone; 1 or more when only the reserve is left. By the steps alone where these are limited and time is left.</summary>
    internal double Gone
    {
        get
        {
            var byTime = Milliseconds / Math.Max(1, time.TotalMilliseconds - _reserve);
            return IsCancelled || byTime >= 1 ? 1 : steps is { } limit ? Steps / (double)Math.Max(1, limit) : byTime;
        }
    }

    /// <summary>Begins to measure how long a step takes.</summary>
    internal void Measure() => (_measuredSteps, _measuredFrom) = (Steps, Milliseconds);

    /// <summary>About how many steps a share of all that is allowed holds.</summary>
    internal double StepsIn(double share) => share * (steps ?? (time.TotalMilliseconds - _reserve) * (Steps - _measuredSteps + 1) / (Milliseconds - _measuredFrom + 1));

    internal void Spend(long count) => Steps += count;

    /// <summary>Keeps time for what comes after the search, at most three tenths of all.</summary>
    internal void Reserve(double milliseconds) => _reserve = Math.Min(milliseconds, 0.3 * time.TotalMilliseconds);
}
