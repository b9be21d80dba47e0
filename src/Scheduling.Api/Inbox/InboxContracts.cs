using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.Messaging;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Inbox;

/// <summary>Something about messages that a person has to look at.</summary>
public sealed record InboxEntryResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000070</example>
    public required Guid Id { get; init; }

    /// <summary>Its version, for If-Match; it grows with every further text.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>Why it stands here.</summary>
    /// <example>reply</example>
    public required InboxKind Kind { get; init; }

    /// <summary>Whether it is done.</summary>
    /// <example>open</example>
    public required InboxState State { get; init; }

    /// <summary>Whether somebody has to look at once; these come first.</summary>
    /// <example>false</example>
    public required bool Urgent { get; init; }

    /// <summary>Whose it is to do.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public required Guid SiteId { get; init; }

    /// <summary>The patient; missing where the number leads to several, or to none.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public Guid? PatientId { get; init; }

    /// <summary>Given and family name.</summary>
    /// <example>Alexandra Example</example>
    public string? Name { get; init; }

    /// <summary>Patients that the number leads to, where it isn't one.</summary>
    public required IReadOnlyList<Guid> MayBePatientIds { get; init; }

    /// <summary>The number or address that it is about.</summary>
    /// <example>+12025550123</example>
    public string? Address { get; init; }

    /// <summary>The message that did not arrive.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000062</example>
    public Guid? MessageId { get; init; }

    /// <summary>What was written, in order.</summary>
    public required IReadOnlyList<InboxText> Texts { get; init; }

    /// <summary>What staff answered, in order.</summary>
    public required IReadOnlyList<InboxAnswer> Answers { get; init; }

    /// <summary>When it came, or was last added to.</summary>
    /// <example>2027-03-07T10:20:00-05:00</example>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The member of staff who has taken it.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000005</example>
    public Guid? AssigneeId { get; init; }

    /// <summary>When it was closed.</summary>
    /// <example>2027-03-07T10:30:00-05:00</example>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who closed it; `rule` where its cause went.</summary>
    /// <example>front-desk-1</example>
    public string? ClosedBy { get; init; }

    /// <summary>What came of it.</summary>
    /// <example>Called: comes on Thursday.</example>
    public string? Outcome { get; init; }

    internal static InboxEntryResponse Of(InboxItem item) => new()
    {
        Id = item.Entry.Id,
        Etag = ETags.Of(item.Entry.Version),
        Kind = item.Entry.Kind,
        State = item.Entry.State,
        Urgent = item.Entry.Urgent,
        SiteId = item.Entry.SiteId,
        PatientId = item.Entry.PatientId,
        Name = item.Patient is { } patient ? $"{patient.GivenName} {patient.FamilyName}" : null,
        MayBePatientIds = item.MayBe,
        Address = item.Entry.Address,
        MessageId = item.Entry.MessageId,
        Texts = [.. item.Texts.Select(t => new InboxText { At = t.ReceivedAt, Text = t.Body, LooksLikeCrisis = t.LooksLikeCrisis })],
        Answers = [.. item.Answers.Select(a => new InboxAnswer { MessageId = a.Id, At = a.CreatedAt, Text = a.Body ?? "", State = a.State })],
        ReceivedAt = item.Entry.ReceivedAt,
        AssigneeId = item.Entry.AssigneeId,
        ClosedAt = item.Entry.ClosedAt,
        ClosedBy = item.Entry.ClosedBy,
        Outcome = item.Entry.Outcome,
    };
}

/// <summary>A text of a patient.</summary>
public sealed record InboxText
{
    /// <summary>When it came.</summary>
    /// <example>2027-03-07T10:20:00-05:00</example>
    public required DateTimeOffset At { get; init; }

    /// <summary>The patient's words.</summary>
    /// <example>Can I come at 3 instead?</example>
    public required string Text { get; init; }

    /// <summary>Whether somebody has to look at once (M12).</summary>
    /// <example>false</example>
    public required bool LooksLikeCrisis { get; init; }
}

/// <summary>An answer of staff.</summary>
public sealed record InboxAnswer
{
    /// <summary>The message, at `/v1/messages/{id}`.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000062</example>
    public required Guid MessageId { get; init; }

    /// <summary>When it was written.</summary>
    /// <example>2027-03-07T10:25:00-05:00</example>
    public required DateTimeOffset At { get; init; }

    /// <summary>Its words.</summary>
    /// <example>Yes, 3 PM on Tuesday is fine.</example>
    public required string Text { get; init; }

    /// <summary>Where the message stands.</summary>
    /// <example>sent</example>
    public required MessageState State { get; init; }
}

/// <summary>Who takes an entry.</summary>
public sealed record AssignInboxEntryRequest
{
    /// <summary>A member of staff; leave it out to take the entry back.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000005</example>
    public Guid? AssigneeId { get; init; }
}

/// <summary>An answer by text.</summary>
public sealed record AnswerInboxEntryRequest
{
    /// <summary>The words: no more than three text messages hold, and none that tell what the visit is for (M5).</summary>
    /// <example>Yes, 3 PM on Tuesday is fine.</example>
    [StringLength(500, MinimumLength = 1)]
    public required string Text { get; init; }

    /// <summary>Whose file it belongs to, where the number leads to several patients or to none. The entry is that patient's from then on.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public Guid? PatientId { get; init; }
}

/// <summary>What came of an entry.</summary>
public sealed record CloseInboxEntryRequest
{
    /// <summary>In a few words.</summary>
    /// <example>Called: comes on Thursday.</example>
    [StringLength(500, MinimumLength = 1)]
    public required string Outcome { get; init; }
}
