namespace Scheduling.Domain.Courses;

/// <summary>What became of a hold. An <see cref="Active"/> hold past its expiry blocks nothing, even before the sweep has marked it.</summary>
public enum HoldState
{
    /// <summary>Keeps its places until it expires.</summary>
    Active,

    /// <summary>Its places were booked.</summary>
    Consumed,

    /// <summary>Given up by the caller.</summary>
    Released,

    /// <summary>Found expired by the sweep or by a booking in its way.</summary>
    Expired,
}
