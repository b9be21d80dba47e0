namespace Scheduling.Domain.Staffing;

/// <summary>A certificate of a member of staff (R3).</summary>
/// <param name="Kind"><c>operator</c> for a device model, or another such as <c>bls</c>.</param>
/// <param name="DeviceModelId">The model an <c>operator</c> credential is for; null otherwise.</param>
/// <param name="ValidFrom">First valid local date, inclusive.</param>
/// <param name="ValidUntil">Last valid local date, inclusive; null for no end.</param>
public sealed record Credential(string Kind, Guid? DeviceModelId, DateOnly ValidFrom, DateOnly? ValidUntil);
