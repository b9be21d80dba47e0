namespace Scheduling.Domain.Authorizations;

/// <summary>Who pays for insured courses, and what comes of visits without a unit (R20).</summary>
public sealed class Payer : VersionedEntity
{
    /// <summary>Name shown to staff.</summary>
    public required string Name { get; set; }

    /// <summary>When planning, booking and moving. Under <see cref="PolicyLevel.Block"/> sessions without a unit are shortfalls and bookings of them refused, and a course whose authorization is terminated goes on hold.</summary>
    public PolicyLevel WhenPlanning { get; set; } = PolicyLevel.Warn;

    /// <summary>Some business days before the visit: allowed, or a task.</summary>
    public PolicyLevel BeforeVisit { get; set; } = PolicyLevel.Warn;

    /// <summary>Business days before the visit on which <see cref="BeforeVisit"/> acts.</summary>
    public int BusinessDaysBefore { get; set; } = 2;

    /// <summary>At check-in: allowed, or refused.</summary>
    public PolicyLevel AtCheckIn { get; set; } = PolicyLevel.Block;

    /// <summary>Most sessions of a protocol in one course.</summary>
    public IReadOnlyList<SessionCap> SessionCaps { get; set; } = [];

    /// <summary>The most sessions of a protocol; null for no cap.</summary>
    /// <param name="protocolCode">The protocol's code.</param>
    public int? CapOf(string protocolCode) => SessionCaps.Where(c => string.Equals(c.ProtocolCode, protocolCode, StringComparison.Ordinal)).Select(c => (int?)c.Sessions).Min();
}
