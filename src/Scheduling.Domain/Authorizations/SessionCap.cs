namespace Scheduling.Domain.Authorizations;

/// <summary>The most sessions of a protocol that a payer pays for in one course, whatever was approved.</summary>
/// <param name="ProtocolCode">The protocol's code, such as <c>itbs_600</c>.</param>
/// <param name="Sessions">Sessions.</param>
public sealed record SessionCap(string ProtocolCode, int Sessions);
