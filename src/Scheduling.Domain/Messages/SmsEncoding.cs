namespace Scheduling.Domain.Messages;

/// <summary>The alphabet a text message is sent in. Stored and sent in snake_case.</summary>
public enum SmsEncoding
{
    /// <summary>The 7-bit default alphabet: 160 units in one message.</summary>
    Gsm7,

    /// <summary>16 bits a character: 70 units in one message.</summary>
    Ucs2,
}
