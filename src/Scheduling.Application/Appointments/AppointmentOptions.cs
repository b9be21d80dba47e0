using System.ComponentModel.DataAnnotations;

namespace Scheduling.Application.Appointments;

/// <summary>How visits are booked and cancelled.</summary>
public sealed class AppointmentOptions
{
    /// <summary>Section of the settings.</summary>
    public const string Section = "Appointments";

    /// <summary>A patient's cancellation fewer hours than this before the visit counts as late.</summary>
    [Range(0, 24 * 14)]
    public int LateCancelHours { get; set; } = 24;

    /// <summary>Least minutes between two sessions of a day where an order to catch up names none. An assumption of ours: the prescriber's own figure goes before it.</summary>
    [Range(0, 12 * 60)]
    public int CatchUpGapMinutes { get; set; } = 60;

    /// <summary>The fewest sessions a week that an order of kind <c>cadence</c> may lower a course to (R13). Below three nobody has shown that it works.</summary>
    [Range(1, 7)]
    public int LowestCadencePerWeek { get; set; } = 3;

    /// <summary>Courses of one site that are planned and booked at the same time in this process; further ones wait up to two seconds.</summary>
    [Range(1, 1000)]
    public int BookedAtOncePerSite { get; set; } = 2;
}
