namespace Scheduling.Domain.Protocols;

/// <summary>Placeholder until the planner lands its own.</summary>
public sealed record ProtocolDefinition(string Code);
