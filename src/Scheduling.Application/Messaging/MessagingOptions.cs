using System.ComponentModel.DataAnnotations;

namespace Scheduling.Application.Messaging;

/// <summary>How messages to patients are sent.</summary>
public sealed class MessagingOptions
{
    /// <summary>Section of the settings.</summary>
    public const string Section = "Messaging";

    /// <summary>Seconds that changes to a patient's visits may go on before the patient is told of them in one message.</summary>
    [Range(0, 3600)]
    public int SettleSeconds { get; set; } = 120;

    /// <summary>The same for urgent changes.</summary>
    [Range(0, 600)]
    public int UrgentSettleSeconds { get; set; } = 20;

    /// <summary>Messages that a worker takes at once. When it dies, it can't be known of so many whether they left; more than AtOnce only wait.</summary>
    [Range(1, 500)]
    public int Batch { get; set; } = 8;

    /// <summary>Messages of a batch that are with a server at the same time.</summary>
    [Range(1, 64)]
    public int AtOnce { get; set; } = 8;

    /// <summary>Seconds after which a worker that has recorded nothing is taken to be dead. Longer than any sender's own timeout.</summary>
    [Range(10, 3600)]
    public int LeaseSeconds { get; set; } = 120;

    /// <summary>Times that a message is tried.</summary>
    [Range(1, 50)]
    public int MostAttempts { get; set; } = 8;

    /// <summary>Seconds before the second try; each further one waits twice as long, up to an hour, give or take a quarter.</summary>
    [Range(1, 3600)]
    public int RetrySeconds { get; set; } = 30;

    /// <summary>Addresses and numbers, or ends of addresses such as <c>@example.org</c>, that messages may go to; empty for all. Everything else is suppressed. For every installation that isn't production.</summary>
    public IReadOnlyList<string> OnlyTo { get; set; } = [];

    /// <summary>Where patients and carriers reach this service from outside, such as <c>https://visits.example.org</c>; only scheme, host and port count. Without it messages hold the phone number in place of a link.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Where the <c>file</c> senders write.</summary>
    [StringLength(400, MinimumLength = 1)]
    public string Folder { get; set; } = "outbox";

    /// <summary>What <c>{emergency}</c> stands for: the numbers to call in a crisis. Without it those of the country of the site's phone number: <c>911 or 988</c> for +1.</summary>
    [StringLength(60, MinimumLength = 1)]
    public string? Emergency { get; set; }

    /// <summary>Where several clinics send messages: the id of the one whose inbox gets texts from numbers that lead to no patient. Without it they are left to the carrier, and the log names the carrier's id of each.</summary>
    public Guid? StrayTextsTo { get; set; }

    /// <summary>Hours in which a number is told once that nobody watches the line (M12), however often it writes. In a crisis it is one hour.</summary>
    [Range(1, 168)]
    public int NotWatchedHours { get; set; } = 12;
}
