using Scheduling.Domain.Messages;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Messaging;

/// <summary>How a text reads with ordinary values.</summary>
/// <param name="Subject">Subject; null for a text message, or when it can't be read.</param>
/// <param name="Text">Text; null when it can't be read.</param>
/// <param name="Length">Its length; null for an e-mail.</param>
/// <param name="Errors">Why it can't be saved; empty when it can.</param>
public sealed record TextPreview(string? Subject, string? Text, SmsLength? Length, IReadOnlyList<FieldError> Errors);
