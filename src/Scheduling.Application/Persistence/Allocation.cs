namespace Scheduling.Application.Persistence;

/// <summary>A lane of a resource taken for [<paramref name="From"/>, <paramref name="Until"/>) by one appointment or one hold.</summary>
public readonly record struct Allocation(Guid ResourceId, int Lane, DateTimeOffset From, DateTimeOffset Until, Guid? AppointmentId, Guid? HoldId, DateTimeOffset? ExpiresAt);
