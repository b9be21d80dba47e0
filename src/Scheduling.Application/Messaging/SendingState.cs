namespace Scheduling.Application.Messaging;

/// <summary>Whether messages may leave.</summary>
/// <param name="HeldSince">Since when they may not; null while they may.</param>
/// <param name="Why">Why: <c>other_server</c>, <c>other_database</c>, <c>loaded_from_dump</c> or <c>recovered_to_earlier</c>.</param>
public sealed record SendingState(DateTimeOffset? HeldSince, string? Why)
{
    /// <summary>Whether they may not.</summary>
    public bool IsHeld => HeldSince is not null;
}
