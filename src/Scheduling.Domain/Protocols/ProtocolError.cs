namespace Scheduling.Domain.Protocols;

/// <summary>One thing wrong with a protocol.</summary>
/// <param name="Path">JSON pointer to the member, such as <c>/phases/0/maxSessions</c>.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record ProtocolError(string Path, string Message);
