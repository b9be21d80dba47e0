namespace Scheduling.Domain.Messages;

/// <summary>What limits and hours a message keeps (M11). Stored and sent in snake_case.</summary>
public enum MessageClass
{
    /// <summary>Counts against the limits and keeps quiet hours.</summary>
    Reminder,

    /// <summary>Keeps quiet hours; counts against no limit.</summary>
    Change,

    /// <summary>Keeps the clinic's own, longer hours; counts against no limit. What isn't confirmed goes on a call list.</summary>
    UrgentChange,

    /// <summary>The answer to a message of the patient's own: at once, and outside every limit.</summary>
    Answer,
}
