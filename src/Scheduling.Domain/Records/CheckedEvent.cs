namespace Scheduling.Domain.Records;

/// <summary>An item of the checklist of adverse events, which is gone through after every treatment (source 7.02).</summary>
/// <param name="Event">Code of the event.</param>
/// <param name="Happened">Whether it happened.</param>
/// <param name="Note">What happened.</param>
public sealed record CheckedEvent(string Event, bool Happened, string? Note = null);
