namespace Scheduling.Domain.Appointments;

/// <summary>Where a request for another time stands. Stored and sent in snake_case.</summary>
public enum TimeRequestState
{
    /// <summary>Waits for staff.</summary>
    Open,

    /// <summary>The visit moved to the time asked for.</summary>
    Accepted,

    /// <summary>Staff said no, or settled it with the patient otherwise.</summary>
    Declined,

    /// <summary>The visit changed, began or was cancelled before anybody answered.</summary>
    Outdated,
}
