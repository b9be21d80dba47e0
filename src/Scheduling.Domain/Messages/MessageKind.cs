namespace Scheduling.Domain.Messages;

/// <summary>What a message is about. Stored and sent in snake_case.</summary>
public enum MessageKind
{
    /// <summary>One visit that is near (M1).</summary>
    VisitReminder,

    /// <summary>The visits of the coming week, in a running course (M1).</summary>
    WeeklyDigest,

    /// <summary>A new course, with the calendar of all its visits: one message, never one a visit (M1).</summary>
    CourseConfirmation,

    /// <summary>Visits booked, moved or cancelled, all in one message.</summary>
    VisitChange,

    /// <summary>The same, when a visit within 24 hours is among them (M11).</summary>
    UrgentChange,

    /// <summary>A freed place, offered to somebody on the waitlist.</summary>
    WaitlistOffer,

    /// <summary>The one confirmation of an opt-out (M6).</summary>
    OptedOut,

    /// <summary>The answer to an opt-in (M6).</summary>
    OptedIn,

    /// <summary>The answer to a request for help, with the clinic's phone number (M6).</summary>
    Help,

    /// <summary>The answer to free text: nobody watches this line, and what to do in a crisis (M12).</summary>
    NotWatched,

    /// <summary>What a person answers to a text, in words of their own.</summary>
    StaffReply,
}
