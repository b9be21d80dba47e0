using System.Diagnostics.Metrics;

namespace Scheduling.Application.Planning;

/// <summary>Measures the planner apart from the database, for whoever listens to the meter.</summary>
public static class PlanningMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Scheduling.Planning";

    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("scheduling.planner.duration", "ms", "Time the planner took for one course, without any reading.");

    internal static void Planned(TimeSpan took) => Duration.Record(took.TotalMilliseconds);
}
