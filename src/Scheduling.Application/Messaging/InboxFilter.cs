using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Which entries of the inbox to list; null members don't narrow.</summary>
public sealed record InboxFilter(InboxState? State = null, InboxKind? Kind = null, Guid? SiteId = null, Guid? AssigneeId = null, Guid? PatientId = null);
