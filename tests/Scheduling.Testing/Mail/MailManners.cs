namespace Scheduling.Testing.Mail;

/// <summary>What a mail server does with mail to an address.</summary>
public enum MailManners
{
    /// <summary>Takes it.</summary>
    Take,

    /// <summary>550: refuses it for good.</summary>
    Refuse,

    /// <summary>451 the first time: takes it when it comes again.</summary>
    Greylist,

    /// <summary>Says nothing any more.</summary>
    Hang,

    /// <summary>Takes it, and drops the line before it says so.</summary>
    DropAfterData,
}
