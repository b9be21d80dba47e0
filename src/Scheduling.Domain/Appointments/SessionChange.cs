namespace Scheduling.Domain.Appointments;

/// <summary>One visit of a plan that is to be elsewhere than shown.</summary>
/// <param name="SessionNumber">The session.</param>
/// <param name="Start">Its start instead.</param>
/// <param name="Resources">Resources asked for; null for any that serve, those shown first.</param>
public sealed record SessionChange(int SessionNumber, DateTimeOffset Start, NamedResources? Resources = null);

/// <summary>Resources asked for by name. What is null is chosen.</summary>
/// <param name="Staff">Role to person.</param>
/// <param name="DeviceId">Device.</param>
/// <param name="RoomId">Room.</param>
public sealed record NamedResources(IReadOnlyDictionary<Staffing.StaffRole, Guid>? Staff = null, Guid? DeviceId = null, Guid? RoomId = null);
