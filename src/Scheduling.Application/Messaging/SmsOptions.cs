using System.ComponentModel.DataAnnotations;

namespace Scheduling.Application.Messaging;

/// <summary>How text messages leave.</summary>
public sealed class SmsOptions
{
    /// <summary>Section of the settings.</summary>
    public const string Section = "Messaging:Sms";

    /// <summary><c>file</c> writes a .txt file a message into Messaging:Folder.</summary>
    [RegularExpression("file")]
    public string Sender { get; set; } = "file";
}
