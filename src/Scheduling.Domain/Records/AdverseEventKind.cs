namespace Scheduling.Domain.Records;

/// <summary>A kind of adverse event as data.</summary>
/// <param name="Code">Code, such as <c>seizure</c>.</param>
/// <param name="Text">What is asked.</param>
/// <param name="Serious">Whether it is serious whatever its course (R16).</param>
public sealed record AdverseEventKind(string Code, string Text, bool Serious = false);
