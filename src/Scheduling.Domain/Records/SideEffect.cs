namespace Scheduling.Domain.Records;

/// <summary>A side effect of a treatment (source 7.06).</summary>
/// <param name="Kind">What.</param>
/// <param name="Severity">1 mild, 2 moderate, 3 severe.</param>
/// <param name="Note">What was said about it.</param>
public sealed record SideEffect(SideEffectKind Kind, int Severity, string? Note = null);
