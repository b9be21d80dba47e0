using Scheduling.Domain.Records;

namespace Scheduling.Application.Records;

/// <summary>A motor threshold to be entered.</summary>
/// <param name="Coil">The coil.</param>
/// <param name="Side">Side of the head.</param>
/// <param name="PercentOfOutput">Per cent of the device's output.</param>
/// <param name="Reason">Why it was determined.</param>
/// <param name="AppointmentId">The visit, if in one.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="MeasuredAt">When, if entered late.</param>
public sealed record NewMotorThreshold(string Coil, string Side, decimal PercentOfOutput, ThresholdReason Reason, Guid? AppointmentId, Guid? DeviceId, DateTimeOffset? MeasuredAt);
