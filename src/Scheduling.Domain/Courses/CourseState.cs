namespace Scheduling.Domain.Courses;

/// <summary>Where a course stands: draft &gt; awaiting_authorization &gt; ready &gt; active &lt;&gt; on_hold &gt; completed | discontinued.</summary>
public enum CourseState
{
    /// <summary>Being put together; not bookable until coverage is known.</summary>
    Draft,

    /// <summary>Waiting for the payer; bookings are tentative (R22).</summary>
    AwaitingAuthorization,

    /// <summary>Bookable.</summary>
    Ready,

    /// <summary>At least one session delivered or under way.</summary>
    Active,

    /// <summary>Stopped for a reason; nothing new is booked.</summary>
    OnHold,

    /// <summary>Ended with its target, or as complete.</summary>
    Completed,

    /// <summary>Ended early, with a reason.</summary>
    Discontinued,
}
