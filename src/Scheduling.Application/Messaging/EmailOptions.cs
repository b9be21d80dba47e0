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

    /// <summary>Its port: 587 goes with STARTTLS, 465 with TLS from the first byte (RFC 8314).</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary><c>starttls</c>: a server that offers none is refused; <c>tls</c> from the first byte; <c>none</c> for a server on this machine.</summary>
    [RegularExpression("starttls|tls|none")]
    public string Encryption { get; set; } = "starttls";

    /// <summary>User to sign in as (AUTH); empty for none.</summary>
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
