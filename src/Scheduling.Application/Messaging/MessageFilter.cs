using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Which messages to list; null members don't narrow.</summary>
public sealed record MessageFilter(
    Guid? SiteId = null, Guid? PatientId = null, Guid? AppointmentId = null, MessageState? State = null, MessageKind? Kind = null, MessageChannel? Channel = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null);
