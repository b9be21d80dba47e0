namespace Scheduling.Domain.Appointments;

/// <summary>One row of the table of appointment states.</summary>
/// <param name="From">The state now.</param>
/// <param name="Action">What is done.</param>
/// <param name="To">The state it leads to; for an undo the furthest back that it can be, see <see cref="AppointmentTransitions.Next"/>.</param>
public sealed record AppointmentTransition(AppointmentState From, AppointmentAction Action, AppointmentState To);
