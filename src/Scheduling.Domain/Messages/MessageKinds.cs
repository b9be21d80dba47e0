namespace Scheduling.Domain.Messages;

/// <summary>What follows from a message's kind.</summary>
public static class MessageKinds
{
    /// <summary>Kinds that tell what has changed since the patient was last told.</summary>
    public static IReadOnlyList<MessageKind> News { get; } = [MessageKind.CourseConfirmation, MessageKind.VisitChange, MessageKind.UrgentChange];

    /// <summary>The limits and hours that messages of a kind keep (M11).</summary>
    public static MessageClass ClassOf(MessageKind kind) => kind switch
    {
        MessageKind.VisitReminder or MessageKind.WeeklyDigest => MessageClass.Reminder,
        MessageKind.CourseConfirmation or MessageKind.VisitChange or MessageKind.WaitlistOffer => MessageClass.Change,
        MessageKind.UrgentChange => MessageClass.UrgentChange,
        _ => MessageClass.Answer,
    };

    /// <summary>Whether a text of the kind has to end with the way to opt out (M3). The confirmation of an opt-out has nothing left to opt out of.</summary>
    public static bool NamesOptOut(MessageKind kind) => ClassOf(kind) != MessageClass.Answer || kind == MessageKind.OptedIn;
}
