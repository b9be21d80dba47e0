using System.Globalization;

namespace Scheduling.IntegrationTests.Simulation;

/// <summary>What a clinic counts at the end.</summary>
internal sealed class SimulationReport
{
    public int Courses { get; set; }

    public int Delivered { get; set; }

    public int Missed { get; set; }

    /// <summary>Courses that took at most a tenth longer than planned.</summary>
    public int InTime { get; set; }

    public DateOnly LastDay { get; set; }

    public List<int> DaysToFirstTreatment { get; } = [];

    /// <summary>What happened, how many visits it hit, how many patients were told, how many sessions found no place at once.</summary>
    public List<(string What, int Affected, int Told, int Lost)> Disruptions { get; } = [];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Courses} courses, {Delivered} delivered, {Missed} missed; {InTime} within a tenth of their planned length, the last day {LastDay:yyyy-MM-dd}; first treatment after {DaysToFirstTreatment.Average():0.0} days; ")
        + string.Join("; ", Disruptions.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.What}: {d.Affected} visits, {d.Told} patients told, {d.Lost} without a place")));
}
