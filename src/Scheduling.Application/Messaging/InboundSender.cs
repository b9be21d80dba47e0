namespace Scheduling.Application.Messaging;

/// <summary>Whom a number leads to in one clinic, and what the clinic has to do with the text.</summary>
/// <param name="ClinicId">The clinic.</param>
/// <param name="Patients">Its patients with that number, whoever got the last text there first; empty for a number that nobody has.</param>
/// <param name="Main">The one that is taken to write: who got the last text, or the only one. Null when it can't be told.</param>
/// <param name="Alone">Whether no other patient of any clinic has the number.</param>
/// <param name="IsMeant">Whether the text is for this clinic: it sent the last one there, or none did. Opt-outs and opt-ins are for all.</param>
/// <param name="Speaks">Whether this clinic gives the one answer that the number gets.</param>
public sealed record InboundSender(Guid ClinicId, IReadOnlyList<Guid> Patients, Guid? Main, bool Alone, bool IsMeant, bool Speaks);
