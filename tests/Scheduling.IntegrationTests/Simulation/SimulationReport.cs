using System.Globalization;

namespace Scheduling.IntegrationTests.Simulation;

/// <summary>What a clinic counts at the end.</summary>
internal sealed class SimulationReport
{
    private readonly Dictionary<int, List<double>> times = [];

    public int Courses { get; set; }

    public int Delivered { get; set; }

    public int Missed { get; set; }

    /// <summary>Courses that took at most a tenth longer than planned.</summary>
    public int InTime { get; set; }

    public DateOnly LastDay { get; set; }

    public List<int> DaysToFirstTreatment { get; } = [];

    /// <summary>What happened, how many visits it hit, how many patients were told, how many sessions found no place at once.</summary>
    public List<(string What, int Affected, int Told, int Lost)> Disruptions { get; } = [];

    /// <summary>Minutes between a visit's start and its course's usual one, the median, at the median and at the 90th percentile of all visits delivered.</summary>
    public (double Median, double Ninth) Off
    {
        get
        {
            var off = times.Values.SelectMany(own => own.Order().ToList() is var sorted ? own.Select(t => Math.Abs(t - sorted[sorted.Count / 2])) : []).Order().ToList();
            return (off[off.Count / 2], off[off.Count * 9 / 10]);
        }
    }

    public void Deliver(int patient, TimeOnly time)
    {
        var own = times.TryGetValue(patient, out var known) ? known : times[patient] = [];
        own.Add(time.ToTimeSpan().TotalMinutes);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Courses} courses, {Delivered} delivered, {Missed} missed; {InTime} within a tenth of their planned length, the last day {LastDay:yyyy-MM-dd}; first treatment after {DaysToFirstTreatment.Average():0.0} days; {Off.Median} and {Off.Ninth} minutes off the course's usual time; ")
        + string.Join("; ", Disruptions.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.What}: {d.Affected} visits, {d.Told} patients told, {d.Lost} without a place")));
}
