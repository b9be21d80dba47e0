using Scheduling.Domain.Appointments;

namespace Scheduling.Application.Appointments;

/// <summary>Visits that are over and of which nobody has entered what became of them. They are listed, never guessed.</summary>
public static class NotClosedVisits
{
    /// <summary>Only those.</summary>
    public static IQueryable<Appointment> NotClosed(this IQueryable<Appointment> visits, DateTimeOffset now)
    {
        var open = AppointmentStates.Open;
        return visits.Where(a => a.EndsAt <= now && open.Contains(a.State));
    }
}
