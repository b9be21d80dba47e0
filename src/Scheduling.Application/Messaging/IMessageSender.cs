using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Hands messages of a channel to whoever carries them. Never called inside a transaction.</summary>
public interface IMessageSender
{
    /// <summary>The channel.</summary>
    MessageChannel Channel { get; }

    /// <summary>Hands one over. What went wrong is an answer, not an exception; an exception counts as not knowing whether it left.</summary>
    Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken);
}
