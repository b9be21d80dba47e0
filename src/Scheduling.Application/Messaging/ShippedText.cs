using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Words of a kind of message, as they ship.</summary>
public sealed record ShippedText(MessageKind Kind, MessageChannel Channel, string Language, string Body, string? Subject = null);
