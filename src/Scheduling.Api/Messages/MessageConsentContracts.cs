using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Messages;

/// <summary>What a patient allowed or took back.</summary>
public sealed record AddMessageConsentRequest
{
    /// <summary>The channel.</summary>
    /// <example>sms</example>
    public required MessageChannel Channel { get; init; }

    /// <summary>The number with country code, or the e-mail address.</summary>
    /// <example>+12025550123</example>
    [StringLength(254, MinimumLength = 3)]
    public required string Address { get; init; }

    /// <summary>True when allowed, false when taken back.</summary>
    /// <example>true</example>
    public required bool Granted { get; init; }

    /// <summary>Whether more than the limits on reminders was agreed to.</summary>
    /// <example>false</example>
    public bool CoversMore { get; init; }

    /// <summary>How: `form`, `staff`, `reply`, `link` or `carrier`.</summary>
    /// <example>form</example>
    [RegularExpression("form|staff|reply|link|carrier")]
    public required string Source { get; init; }

    /// <summary>Version of the wording agreed to; needed for a grant.</summary>
    /// <example>2027-01</example>
    [StringLength(60, MinimumLength = 1)]
    public string? Wording { get; init; }

    /// <summary>When it was said; now if left out.</summary>
    /// <example>2027-02-22T09:00:00-05:00</example>
    public DateTimeOffset? At { get; init; }
}

/// <summary>A line of the record of consent.</summary>
public sealed record MessageConsentResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000063</example>
    public required Guid Id { get; init; }

    /// <summary>The channel.</summary>
    /// <example>sms</example>
    public required MessageChannel Channel { get; init; }

    /// <summary>The number or address.</summary>
    /// <example>+12025550123</example>
    public required string Address { get; init; }

    /// <summary>True when allowed, false when taken back.</summary>
    /// <example>true</example>
    public required bool Granted { get; init; }

    /// <summary>Whether more than the limits on reminders was agreed to.</summary>
    /// <example>false</example>
    public required bool CoversMore { get; init; }

    /// <summary>How.</summary>
    /// <example>form</example>
    public required string Source { get; init; }

    /// <summary>Version of the wording agreed to.</summary>
    /// <example>2027-01</example>
    public string? Wording { get; init; }

    /// <summary>When it was said.</summary>
    /// <example>2027-02-22T09:00:00-05:00</example>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who entered it.</summary>
    /// <example>front-desk-7</example>
    public string? RecordedBy { get; init; }

    internal static MessageConsentResponse Of(MessageConsent line) => new()
    {
        Id = line.Id,
        Channel = line.Channel,
        Address = line.Address,
        Granted = line.Granted,
        CoversMore = line.CoversMore,
        Source = line.Source,
        Wording = line.Wording,
        At = line.At,
        RecordedBy = line.RecordedBy,
    };
}

/// <summary>A patient's record of consent to messages, oldest first; of each channel and address the last line counts.</summary>
public sealed record MessageConsentsResponse
{
    /// <summary>Every line.</summary>
    public required IReadOnlyList<MessageConsentResponse> Items { get; init; }
}

/// <summary>Changes to how a patient is told.</summary>
public sealed record UpdatePatientMessagingRequest
{
    /// <summary>A reminder on the day before every visit.</summary>
    /// <example>true</example>
    public bool? DayBeforeAlways { get; init; }

    /// <summary>Stops all messages for now, and says why.</summary>
    /// <example>The payer has ended its approval; the desk calls.</example>
    [StringLength(200, MinimumLength = 1)]
    public string? PausedFor { get; init; }

    /// <summary>Lets them go on.</summary>
    /// <example>false</example>
    public bool Resume { get; init; }
}

/// <summary>How a patient is told.</summary>
public sealed record PatientMessagingResponse
{
    /// <summary>A reminder on the day before every visit.</summary>
    /// <example>true</example>
    public required bool DayBeforeAlways { get; init; }

    /// <summary>Why messages are stopped for now; missing when they aren't.</summary>
    /// <example>The payer has ended its approval; the desk calls.</example>
    public string? PausedFor { get; init; }

    /// <summary>Its version, for If-Match.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    internal static PatientMessagingResponse Of(PatientMessaging messaging) =>
        new() { DayBeforeAlways = messaging.DayBeforeAlways, PausedFor = messaging.PausedFor, Etag = ETags.Of(messaging.Version) };
}
