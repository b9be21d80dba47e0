using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Planning;

/// <summary>The state table of <see cref="AppointmentStates"/> as lists, for use in queries.</summary>
public static class LiveStates
{
    /// <summary>States in which a visit takes its resources.</summary>
    public static IReadOnlyList<AppointmentState> TakingResources { get; } = [.. Enum.GetValues<AppointmentState>().Where(s => s.TakesResources())];

    /// <summary>States in which a visit is still to come.</summary>
    public static IReadOnlyList<AppointmentState> ToCome { get; } = [.. Enum.GetValues<AppointmentState>().Where(s => s.IsToCome())];
}
