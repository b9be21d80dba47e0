using System.ComponentModel.DataAnnotations;

namespace Scheduling.Application.Messaging;

/// <summary>How text messages leave.</summary>
public sealed class SmsOptions
{
    /// <summary>Section of the settings.</summary>
    public const string Section = "Messaging:Sms";

    /// <summary><c>file</c> writes a .txt file a message into Messaging:Folder; <c>twilio</c> hands them to Twilio.</summary>
    [RegularExpression("file|twilio")]
    public string Sender { get; set; } = "file";

    /// <summary>Twilio's account, AC and 32 hexadecimal digits. Needed for <c>twilio</c>.</summary>
    [RegularExpression("AC[0-9a-fA-F]{32}")]
    public string? AccountSid { get; set; }

    /// <summary>The account's token: signs in.</summary>
    public string? AuthToken { get; set; }

    /// <summary>The number that texts come from, E.164. This or MessagingServiceSid is needed for <c>twilio</c>.</summary>
    public string? From { get; set; }

    /// <summary>Twilio's messaging service, MG and 32 hexadecimal digits; it chooses the number.</summary>
    [RegularExpression("MG[0-9a-fA-F]{32}")]
    public string? MessagingServiceSid { get; set; }

    /// <summary>Twilio's address.</summary>
    [Url]
    public string BaseUrl { get; set; } = "https://api.twilio.com";

    /// <summary>Seconds to wait for an answer. Less than Messaging:LeaseSeconds.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 15;
}
