using Scheduling.Domain.Appointments;

namespace Scheduling.Domain.Courses;

/// <summary>The ordinals of a course's treatments. Derived, never stored: a no-show uses up no number.</summary>
public static class SessionNumbers
{
    /// <summary>
    /// The number, from 1, of every delivered or still-to-come session, by appointment id: delivered so far plus the place among the live appointments to come.
    /// Visits that count as no session, and missed or cancelled ones, have none.
    /// </summary>
    public static IReadOnlyDictionary<Guid, int> Of(IEnumerable<Appointment> appointments)
    {
        var numbered = appointments
            .Where(a => a.CountsAsSession && (a.IsDelivered || a.State.IsToCome()))
            .OrderBy(a => a.IsDelivered ? 0 : 1)
            .ThenBy(a => a.StartsAt)
            .ThenBy(a => a.Id);
        return numbered.Select((a, i) => (a.Id, Number: i + 1)).ToDictionary(x => x.Id, x => x.Number);
    }
}
