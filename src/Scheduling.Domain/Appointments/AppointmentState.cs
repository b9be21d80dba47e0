namespace Scheduling.Domain.Appointments;

/// <summary>Where an appointment stands. Stored and sent in snake_case.</summary>
public enum AppointmentState
{
    /// <summary>Booked.</summary>
    Booked,

    /// <summary>Booked and confirmed by the patient.</summary>
    Confirmed,

    /// <summary>Lost its place and waits for another.</summary>
    NeedsNewTime,

    /// <summary>The patient is here.</summary>
    CheckedIn,

    /// <summary>Treatment has begun.</summary>
    InProgress,

    /// <summary>Delivered.</summary>
    Delivered,

    /// <summary>Delivered in part; the prescriber decides whether it counts.</summary>
    Partial,

    /// <summary>Came and was not treated.</summary>
    SentHome,

    /// <summary>Did not come.</summary>
    NoShow,

    /// <summary>Cancelled by the patient.</summary>
    CancelledByPatient,

    /// <summary>Cancelled by the clinic.</summary>
    CancelledByClinic,
}
