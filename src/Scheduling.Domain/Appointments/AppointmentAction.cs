namespace Scheduling.Domain.Appointments;

/// <summary>What can be done to an appointment in the running of a day.</summary>
public enum AppointmentAction
{
    /// <summary>The patient confirms.</summary>
    Confirm,

    /// <summary>It gets another time or place (R12).</summary>
    Move,

    /// <summary>Somebody else takes a role on it.</summary>
    Swap,

    /// <summary>The patient says that they will be late: changes nothing, asks what can be done.</summary>
    Late,

    /// <summary>The patient is here.</summary>
    CheckIn,

    /// <summary>Treatment begins.</summary>
    Start,

    /// <summary>It was delivered.</summary>
    Deliver,

    /// <summary>It was delivered in part.</summary>
    DeliverPart,

    /// <summary>The patient came and was not treated.</summary>
    SendHome,

    /// <summary>The patient did not come.</summary>
    Miss,

    /// <summary>The patient cancels.</summary>
    CancelByPatient,

    /// <summary>The clinic cancels.</summary>
    CancelByClinic,

    /// <summary>It loses its place and waits for another.</summary>
    LosePlace,

    /// <summary>The last step was entered by mistake.</summary>
    Undo,
}
