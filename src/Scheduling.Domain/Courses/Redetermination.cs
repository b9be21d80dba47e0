using Scheduling.Domain.Appointments;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Courses;

/// <summary>
/// R14, R23: after a hold for a gap, and on another model of device, a course goes on with a visit that determines the motor threshold anew. A visit that was
/// missed, cancelled or sent home leaves it owed; so does one that lies before the date.
/// </summary>
public static class Redetermination
{
    /// <summary>The latest date, not after the one asked about, from which on one is owed; null where none is, or the protocol has no such kind.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="thresholdsFrom">The course's <see cref="Course.ThresholdsFrom"/>.</param>
    /// <param name="visits">The course's appointments, in any state.</param>
    /// <param name="on">Local date asked about.</param>
    public static DateOnly? Owed(ProtocolDefinition protocol, IReadOnlyList<DateOnly> thresholdsFrom, IReadOnlyCollection<Appointment> visits, DateOnly on) =>
        Unmet(protocol, thresholdsFrom, visits).Where(d => d <= on).Max(d => (DateOnly?)d);

    /// <summary>The first date from which on one is owed and the next session to come is none; null where none is owed, it is booked, or nothing is to come.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="thresholdsFrom">The course's <see cref="Course.ThresholdsFrom"/>.</param>
    /// <param name="visits">The course's appointments, in any state.</param>
    /// <param name="now">Sessions that begin later are to come.</param>
    public static DateOnly? Unbooked(ProtocolDefinition protocol, IReadOnlyList<DateOnly> thresholdsFrom, IReadOnlyCollection<Appointment> visits, DateTimeOffset now) =>
        Unmet(protocol, thresholdsFrom, visits).Where(d => NextFrom(visits, d, now) is { } next && !SessionOrder.Determines(protocol, next.Kind)).Min(d => (DateOnly?)d);

    /// <summary>The latest date from which on one is owed where no session to come lies: what is planned next begins with it. Null where there is none.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="thresholdsFrom">The course's <see cref="Course.ThresholdsFrom"/>.</param>
    /// <param name="visits">The course's appointments, in any state.</param>
    /// <param name="now">Sessions that begin later are to come.</param>
    public static DateOnly? ToPlan(ProtocolDefinition protocol, IReadOnlyList<DateOnly> thresholdsFrom, IReadOnlyCollection<Appointment> visits, DateTimeOffset now) =>
        Unmet(protocol, thresholdsFrom, visits).Where(d => NextFrom(visits, d, now) is null).Max(d => (DateOnly?)d);

    /// <summary>The dates from which on one is owed: no visit that was given since has determined the threshold.</summary>
    /// <param name="protocol">The course's protocol.</param>
    /// <param name="thresholdsFrom">The course's <see cref="Course.ThresholdsFrom"/>.</param>
    /// <param name="visits">The course's appointments, in any state.</param>
    public static IEnumerable<DateOnly> Unmet(ProtocolDefinition protocol, IReadOnlyList<DateOnly> thresholdsFrom, IReadOnlyCollection<Appointment> visits) =>
        protocol.RedeterminationKind is null
            ? []
            : thresholdsFrom.Where(d => !visits.Any(v => v.LocalDate >= d && SessionOrder.WasGiven(v) && SessionOrder.Determines(protocol, v.Kind)));

    private static Appointment? NextFrom(IReadOnlyCollection<Appointment> visits, DateOnly from, DateTimeOffset now) =>
        visits.Where(v => v.CountsAsSession && v.State is AppointmentState.Booked or AppointmentState.Confirmed && v.StartsAt > now && v.LocalDate >= from).MinBy(v => v.StartsAt);
}
