using System.Diagnostics.Metrics;
using Scheduling.Application.Planning;

namespace Scheduling.Benchmarks.Http;

/// <summary>Listens to how long the planner itself took, which the service's times contain and the floor's do not.</summary>
internal sealed class PlannerTime : IDisposable
{
    private readonly MeterListener listener = new();
    private double milliseconds;
    private int runs;

    public PlannerTime()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == PlanningMeter.Name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, took, _, _) =>
        {
            Interlocked.Exchange(ref milliseconds, milliseconds + took);
            Interlocked.Increment(ref runs);
        });
        listener.Start();
    }

    /// <summary>Milliseconds since it was last asked.</summary>
    public double Take() => Interlocked.Exchange(ref milliseconds, 0);

    /// <summary>How often it ran since this was last asked.</summary>
    public int TakeRuns() => Interlocked.Exchange(ref runs, 0);

    public void Dispose() => listener.Dispose();
}
