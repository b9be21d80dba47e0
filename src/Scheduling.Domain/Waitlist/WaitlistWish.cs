namespace Scheduling.Domain.Waitlist;

/// <summary>What a patient on the waitlist wants. Stored and sent in snake_case.</summary>
public enum WaitlistWish
{
    /// <summary>To come earlier than booked.</summary>
    Sooner,

    /// <summary>To come in other windows of the week.</summary>
    OtherTime,
}
