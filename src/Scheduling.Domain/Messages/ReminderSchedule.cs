using System.Globalization;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Messages;

/// <summary>M1, M2: which reminders a patient's visits call for. A pure function of the book, so it can be asked again after every change and after a restore.</summary>
public static class ReminderSchedule
{
    private const int DigestDays = 7;

    /// <summary>Every reminder due from an instant on, sorted by when it is due.</summary>
    /// <param name="visits">The patient's visits of the last weeks and to come, of all courses and sites, in any order.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="clock">The clock of the patient's zone.</param>
    /// <param name="from">Reminders due before this are left out: they were sent, or came too late.</param>
    /// <param name="dayBeforeAlways">True for a patient who asked for a reminder on the day before every visit.</param>
    public static IReadOnlyList<DueReminder> Of(IEnumerable<VisitToRemind> visits, ReminderPolicy policy, SiteClock clock, DateTimeOffset from, bool dayBeforeAlways = false)
    {
        ArgumentNullException.ThrowIfNull(visits);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(clock);
        var all = visits.OrderBy(v => v.StartsAt).ThenBy(v => v.AppointmentId).ToList();
        var live = all.Where(v => v.State.IsToCome()).ToList();
        List<DueReminder> due = [];
        HashSet<Guid> reminded = [];
        foreach (var visit in live.GroupBy(v => clock.DateOf(v.StartsAt)).Select(day => day.First()))
        {
            var days = DaysBefore(visit, all, policy, clock, dayBeforeAlways);
            if (days.Count > 0)
            {
                reminded.Add(visit.AppointmentId);
                due.AddRange(Of(visit, days, policy, clock));
            }
        }

        due.AddRange(Digests(live, reminded, policy, clock));
        return [.. due.Where(d => d.DueAt >= from && d.DueAt < d.UseUntil).OrderBy(d => d.DueAt).ThenBy(d => d.Name, StringComparer.Ordinal)];
    }

    /// <summary>The days before a visit on which it is reminded of; none in a course that runs without a gap.</summary>
    private static IReadOnlyList<int> DaysBefore(VisitToRemind visit, List<VisitToRemind> all, ReminderPolicy policy, SiteClock clock, bool dayBeforeAlways)
    {
        // A visit that was cancelled, or waits for a time, doesn't bridge a gap; one that was missed does: the patient knew of it.
        var before = all.LastOrDefault(v => v.StartsAt < visit.StartsAt && v.CourseId is not null && v.CourseId == visit.CourseId
            && v.State is not (AppointmentState.CancelledByPatient or AppointmentState.CancelledByClinic or AppointmentState.NeedsNewTime));
        if (before is null || clock.DateOf(visit.StartsAt).DayNumber - clock.DateOf(before.StartsAt).DayNumber - 1 >= policy.GapDays)
        {
            return policy.DaysBefore;
        }

        return dayBeforeAlways || (policy.DayBeforeAfterMiss && before.State == AppointmentState.NoShow) ? [1] : [];
    }

    private static IEnumerable<DueReminder> Of(VisitToRemind visit, IReadOnlyList<int> days, ReminderPolicy policy, SiteClock clock)
    {
        var date = clock.DateOf(visit.StartsAt);
        var instants = days.OrderDescending().Select(d => (Days: d, At: policy.Hours.Next(clock.FirstInstant(date.AddDays(-d), policy.SendAt), clock))).ToList();
        for (var i = 0; i < instants.Count; i++)
        {
            var until = i + 1 < instants.Count && instants[i + 1].At < visit.StartsAt ? instants[i + 1].At : visit.StartsAt;
            yield return new DueReminder(
                MessageKind.VisitReminder, string.Create(CultureInfo.InvariantCulture, $"P{instants[i].Days}D"), visit.AppointmentId, visit.ScheduleVersion, instants[i].At, until);
        }
    }

    // Only for weeks in which some visit has no reminder of its own: a digest of one reminded visit would say it twice.
    private static IEnumerable<DueReminder> Digests(List<VisitToRemind> live, HashSet<Guid> reminded, ReminderPolicy policy, SiteClock clock)
    {
        if (policy.DigestOn is not { } weekday)
        {
            yield break;
        }

        foreach (var week in live.Where(v => v.CourseId is not null).GroupBy(v => DigestDate(clock.DateOf(v.StartsAt), weekday)))
        {
            var unreminded = week.GroupBy(v => clock.DateOf(v.StartsAt)).Select(day => day.First()).Where(v => !reminded.Contains(v.AppointmentId)).ToList();
            if (unreminded.Count > 0)
            {
                yield return new DueReminder(
                    MessageKind.WeeklyDigest, week.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null, 0, clock.FirstInstant(week.Key, policy.DigestAt), unreminded[^1].StartsAt);
            }
        }
    }

    /// <summary>The digest that lists a date: the last one on a day before it.</summary>
    private static DateOnly DigestDate(DateOnly date, DayOfWeek weekday)
    {
        var back = ((int)date.DayOfWeek - (int)weekday + DigestDays) % DigestDays;
        return date.AddDays(back == 0 ? -DigestDays : -back);
    }
}
