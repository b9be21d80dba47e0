using Scheduling.Domain.Appointments;

namespace Scheduling.Domain.Reports;

/// <summary>A visit that counts as a session of its course, as adherence sees it.</summary>
public sealed record SessionAttempt
{
    /// <summary>The visit.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Start.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Local date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>What became of it.</summary>
    public required AppointmentState State { get; init; }

    /// <summary>Whether it was delivered, or in part and counted by the prescriber.</summary>
    public required bool Delivered { get; init; }

    /// <summary>Whether the patient cancelled it under the clinic's notice period.</summary>
    public required bool LateCancel { get; init; }

    /// <summary>When the patient checked in; null where nobody entered it.</summary>
    public required DateTimeOffset? CheckedInAt { get; init; }

    /// <summary>Whether it is of the course's first phase, whose gaps R14 watches.</summary>
    public required bool FirstPhase { get; init; }

    /// <summary>The patient came and was treated, or is being treated.</summary>
    public bool Attended => State is AppointmentState.CheckedIn or AppointmentState.InProgress or AppointmentState.Delivered or AppointmentState.Partial;

    /// <summary>The patient came after the start.</summary>
    public bool Late => Attended && CheckedInAt > StartsAt;

    /// <summary>The session was to be given and was not, for a cause that lies with the patient or the day.</summary>
    public bool Lost => State is AppointmentState.NoShow or AppointmentState.SentHome or AppointmentState.CancelledByPatient;
}
