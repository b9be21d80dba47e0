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

    /// <summary>From the day on which the course could begin to its first treatment as delivered.</summary>
    public List<int> DaysToFirstTreatment { get; } = [];

    /// <summary>Hours for which devices were booked, of those for which the site was open to them: from the first visit's day to the last's.</summary>
    public (double Booked, double Open) DeviceHours { get; set; }

    /// <summary>Weeks in which patients had a visit, summed over patients.</summary>
    public int PatientWeeks { get; set; }

    /// <summary>
    /// What patients would have to be told of changes: a call for each patient on a call list, one for each make-up that the patient was given a time for. Confirmations
    /// of new courses and reminders come on top; they are not counted here.
    /// </summary>
    public int Told { get; set; }

    /// <summary>Visits found outside hours, shifts or windows that nobody had flagged; none may be.</summary>
    public int OutOfWindowUnflagged { get; set; }

    /// <summary>Sessions given as a second one of a day, by a prescriber's order.</summary>
    public int CaughtUp { get; set; }

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
        $"{Courses} courses, {Delivered} delivered, {Missed} missed; {InTime} within a tenth of their planned length, the last day {LastDay:yyyy-MM-dd}; first treatment after {DaysToFirstTreatment.Average():0.0} days; chairs used {DeviceHours.Booked:0} of {DeviceHours.Open:0} hours ({DeviceHours.Booked / DeviceHours.Open:P0}); {Told} changes told in {PatientWeeks} patient-weeks ({(double)Told / PatientWeeks:0.00} a week); {OutOfWindowUnflagged} out of window without a warning; {CaughtUp} caught up on one day; {Off.Median} and {Off.Ninth} minutes off the course's usual time; ")
        + string.Join("; ", Disruptions.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.What}: {d.Affected} visits, {d.Told} patients told, {d.Lost} without a place")));
}
