using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Messaging;

/// <summary>An entry of the inbox with what a person needs to deal with it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Patient">The patient; null where the number leads to several, or to none.</param>
/// <param name="MayBe">Patients that the number leads to, where it isn't one.</param>
/// <param name="Texts">What was written, in order.</param>
/// <param name="Answers">What staff answered, in order.</param>
public sealed record InboxItem(InboxEntry Entry, Patient? Patient, IReadOnlyList<Guid> MayBe, IReadOnlyList<InboundMessage> Texts, IReadOnlyList<Message> Answers);
