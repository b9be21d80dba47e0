namespace Scheduling.Domain.Messages;

/// <summary>One line of the append-only record of what a patient allowed and took back (M7).</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Address">The number (E.164) or e-mail address it was said of; another number is another matter.</param>
/// <param name="Granted">Allowed, or taken back.</param>
/// <param name="At">When.</param>
/// <param name="Source">Where it came from: <c>form</c>, <c>staff</c>, <c>reply</c>, <c>link</c>, <c>carrier</c> (a carrier's own block counts as an opt-out).</param>
/// <param name="Wording">Version of the words that the patient agreed to; null for an opt-out.</param>
/// <param name="CoversMore">Whether the patient agreed to more than M3's limits.</param>
public sealed record ConsentEntry(MessageChannel Channel, string Address, bool Granted, DateTimeOffset At, string Source, string? Wording = null, bool CoversMore = false);
