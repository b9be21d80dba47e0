using Scheduling.Domain.Appointments;

namespace Scheduling.Domain.Tasks;

/// <summary>R24: two visits in a row missed without a word are a same-day task for a clinician.</summary>
public static class NoShowRule
{
    /// <summary>
    /// The last of a patient's visits when it and the one before it were missed; null otherwise. A visit that the patient came to, was sent home from or
    /// cancelled ends the row. One that the clinic cancelled, that lost its place or that nobody has closed says nothing about the patient and is passed over.
    /// </summary>
    /// <param name="visits">The patient's visits of all courses, in any order.</param>
    public static Appointment? MissedTwice(IEnumerable<Appointment> visits)
    {
        var last = visits.Where(v => SaysSomething(v.State)).OrderByDescending(v => v.StartsAt).ThenByDescending(v => v.Id).Take(2).ToList();
        return last.Count == 2 && last.TrueForAll(v => v.State == AppointmentState.NoShow) ? last[0] : null;
    }

    private static bool SaysSomething(AppointmentState state) => !state.IsToCome() && state is not (AppointmentState.NeedsNewTime or AppointmentState.CancelledByClinic);
}
