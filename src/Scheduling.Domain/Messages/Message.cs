namespace Scheduling.Domain.Messages;

/// <summary>
/// One message to one patient over one channel. A row is a promise, made in the transaction after the one that caused it; what it says is read from the
/// book when it leaves. Only <see cref="Fence"/>'s holder may record what came of it.
/// </summary>
public sealed class Message : VersionedEntity
{
    /// <summary>Whom it is for.</summary>
    public Guid PatientId { get; set; }

    /// <summary>The site whose alias and phone it names.</summary>
    public Guid SiteId { get; set; }

    /// <summary>What it is about.</summary>
    public MessageKind Kind { get; set; }

    /// <summary>How it goes.</summary>
    public MessageChannel Channel { get; set; }

    /// <summary>Names it: of one patient, channel and name there is one message, so that none leaves twice (M2).</summary>
    public required string Name { get; set; }

    /// <summary>The visit, for a reminder.</summary>
    public Guid? AppointmentId { get; set; }

    /// <summary>The visit's version that a reminder speaks of (M2); 0 for any other message.</summary>
    public int ScheduleVersion { get; set; }

    /// <summary>The waitlist's offer, for one.</summary>
    public Guid? OfferId { get; set; }

    /// <summary>The patient's message that it answers.</summary>
    public Guid? InboundId { get; set; }

    /// <summary>When it should leave.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it is of no more use, exclusive (M10).</summary>
    public DateTimeOffset UseUntil { get; set; }

    /// <summary>Where it stands.</summary>
    public MessageState State { get; set; }

    /// <summary>Why it was suppressed, failed, superseded or is unknown: one word.</summary>
    public string? Reason { get; set; }

    /// <summary>Times that a worker has taken it.</summary>
    public int Attempts { get; set; }

    /// <summary>When a worker may take it next.</summary>
    public DateTimeOffset NextTryAt { get; set; }

    /// <summary>Until when a worker has it in hand; null when none has.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Grows with every worker that takes it. A worker that was too slow finds another number, and records nothing.</summary>
    public int Fence { get; set; }

    /// <summary>Where it went.</summary>
    public string? Address { get; set; }

    /// <summary>Subject, as it left; e-mail only.</summary>
    public string? Subject { get; set; }

    /// <summary>Text, as it left.</summary>
    public string? Body { get; set; }

    /// <summary>Visits as this message tells them, fixed when it leaves; the patient knows them once it has left.</summary>
    public IReadOnlyList<ToldVisit> Says { get; set; } = [];

    /// <summary>The carrier's id of a text, the Message-ID of an e-mail: the same at every attempt.</summary>
    public string? ProviderId { get; set; }

    /// <summary>When the carrier or mail server took it.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>When the patient answered or pressed that it is all right, or staff told them.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Who confirmed.</summary>
    public string? ConfirmedBy { get; set; }

    /// <summary>Goes on to a state, for a reason.</summary>
    /// <exception cref="InvalidOperationException">When nothing leads there from where it stands.</exception>
    public void Become(MessageState state, string? reason = null) =>
        (State, Reason) = State.MayFollow(state) ? (state, reason) : throw new InvalidOperationException($"A message that is {State} does not become {state}.");
}
