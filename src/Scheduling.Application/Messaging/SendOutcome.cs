namespace Scheduling.Application.Messaging;

/// <summary>What came of handing a message over.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>Taken.</summary>
    /// <param name="ProviderId">The carrier's id, where it gives one.</param>
    public sealed record Sent(string? ProviderId) : SendOutcome;

    /// <summary>Not taken now; worth another try.</summary>
    /// <param name="Reason">One word, and a code: <c>smtp_451</c>.</param>
    /// <param name="After">How long the other side wants to be left alone; null when it didn't say.</param>
    public sealed record TryAgain(string Reason, TimeSpan? After = null) : SendOutcome;

    /// <summary>Refused for good.</summary>
    /// <param name="Reason">One word, and a code: <c>smtp_550</c>.</param>
    /// <param name="OptedOut">Whether the carrier blocks it because the patient told it so (M7).</param>
    public sealed record Refused(string Reason, bool OptedOut = false) : SendOutcome;

    /// <summary>It can't be known whether it left.</summary>
    /// <param name="Reason">One word: <c>timeout</c>.</param>
    public sealed record NotKnown(string Reason) : SendOutcome;
}
