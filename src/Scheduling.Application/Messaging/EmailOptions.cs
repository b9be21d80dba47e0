using System.ComponentModel.DataAnnotations;

namespace Scheduling.Application.Messaging;

/// <summary>How e-mail leaves.</summary>
public sealed class EmailOptions
{
    /// <summary>Section of the settings.</summary>
    public const string Section = "Messaging:Email";

    /// <summary><c>file</c> writes an .eml file a message into Messaging:Folder; <c>smtp</c> hands them to a mail server.</summary>
    [RegularExpression("file|smtp")]
    public string Sender { get; set; } = "file";

    /// <summary>The mail server's name. Needed for <c>smtp</c>.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. 587 with STARTTLS is meant; 465 (TLS from the first byte) isn't supported by the library.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>Whether the connection must be encrypted by STARTTLS; without it a server that offers none is refused.</summary>
    public bool StartTls { get; set; } = true;

    /// <summary>User for AUTH LOGIN; empty for none.</summary>
    public string? User { get; set; }

    /// <summary>Password.</summary>
    public string? Password { get; set; }

    /// <summary>Sender's address. The name beside it is the site's alias.</summary>
    [EmailAddress]
    public string From { get; set; } = "visits@localhost.localdomain";

    /// <summary>Seconds to wait for the server. Less than Messaging:LeaseSeconds.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 30;
}
