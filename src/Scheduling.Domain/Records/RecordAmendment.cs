namespace Scheduling.Domain.Records;

/// <summary>A change of a signed record; what stood there before is kept.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Before">What it said before.</param>
public sealed record RecordAmendment(DateTimeOffset At, string By, string Reason, RecordContent Before);
