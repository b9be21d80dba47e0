namespace Scheduling.Application.Messaging;

/// <summary>A message that this worker has in hand.</summary>
/// <param name="ClinicId">Its clinic.</param>
/// <param name="Fence">The number under which the outcome may be recorded.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="Outgoing">What leaves.</param>
/// <param name="Channel">How.</param>
public sealed record ClaimedMessage(Guid ClinicId, int Fence, int Attempt, OutgoingMessage Outgoing, Scheduling.Domain.Messages.MessageChannel Channel);
