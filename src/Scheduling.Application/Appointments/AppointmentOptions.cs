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
}
