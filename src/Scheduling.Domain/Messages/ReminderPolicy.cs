namespace Scheduling.Domain.Messages;

/// <summary>M1: which reminders a clinic or one of its sites sends, and when. Times are wall times in the patient's zone.</summary>
/// <param name="DaysBefore">For a first visit, and after a gap: days before the visit, largest first. 3 and 1: both together beat either alone.</param>
/// <param name="SendAt">When a reminder leaves on its day.</param>
/// <param name="GapDays">Whole days without a visit after which the next one is reminded of like a first one.</param>
/// <param name="DigestOn">Weekday of the weekly digest; null for none.</param>
/// <param name="DigestAt">When it leaves.</param>
/// <param name="DayBeforeAfterMiss">Whether the visit after a missed one is reminded of on the day before.</param>
/// <param name="Hours">When reminders and changes may leave (M4).</param>
/// <param name="UrgentHours">When urgent changes may leave (M11).</param>
/// <param name="Limits">Reminders by text (M3).</param>
/// <param name="UrgentWithin">A change is urgent when a visit of it begins within this time.</param>
/// <param name="Channels">Channels in order of preference; the first that may be used is.</param>
/// <param name="PatientsMove">Whether a visit moves at once to a free time that the patient picked; staff decide otherwise.</param>
/// <param name="PatientNoticeHours">Hours ahead that a patient may still move a visit, and that a new time must lie ahead.</param>
public sealed record ReminderPolicy(
    IReadOnlyList<int> DaysBefore,
    TimeOnly SendAt,
    int GapDays,
    DayOfWeek? DigestOn,
    TimeOnly DigestAt,
    bool DayBeforeAfterMiss,
    SendingHours Hours,
    SendingHours UrgentHours,
    ReminderLimits Limits,
    TimeSpan UrgentWithin,
    IReadOnlyList<MessageChannel> Channels,
    bool PatientsMove = false,
    int PatientNoticeHours = 24)
{
    /// <summary>M1's, M3's, M4's and M11's defaults.</summary>
    public static ReminderPolicy Default { get; } = new(
        [3, 1], new TimeOnly(10, 0), 3, DayOfWeek.Sunday, new TimeOnly(16, 0), true, SendingHours.Default, SendingHours.Urgent, ReminderLimits.Default,
        TimeSpan.FromHours(24), [MessageChannel.Sms, MessageChannel.Email]);

    /// <summary>Whether the policy can be followed; the reasons when not.</summary>
    public IReadOnlyList<(string Field, string Reason)> Check()
    {
        List<(string, string)> errors = [];
        if (DaysBefore.Count > 5 || DaysBefore.Any(d => d is < 0 or > 30) || DaysBefore.Distinct().Count() != DaysBefore.Count)
        {
            errors.Add(("daysBefore", "at most 5 different numbers from 0 to 30"));
        }

        if (GapDays is < 1 or > 60)
        {
            errors.Add(("gapDays", "1 to 60"));
        }

        if (Hours.From >= Hours.Until)
        {
            errors.Add(("hours", "from must be before until"));
        }

        if (UrgentHours.From >= UrgentHours.Until)
        {
            errors.Add(("urgentHours", "from must be before until"));
        }

        if (SendAt < Hours.From || SendAt >= Hours.Until)
        {
            errors.Add(("sendAt", "must lie in hours (M4)"));
        }

        if (DigestOn is not null && (DigestAt < Hours.From || DigestAt >= Hours.Until))
        {
            errors.Add(("digestAt", "must lie in hours (M4)"));
        }

        if (Limits.ADay is < 1 or > 20 || Limits.InSevenDays < Limits.ADay || Limits.InSevenDays > 100)
        {
            errors.Add(("limits", "aDay 1 to 20, inSevenDays at least aDay and at most 100"));
        }

        if (UrgentWithin < TimeSpan.FromHours(1) || UrgentWithin > TimeSpan.FromHours(96))
        {
            errors.Add(("urgentWithinHours", "1 to 96"));
        }

        if (PatientNoticeHours is < 1 or > 168)
        {
            errors.Add(("patientNoticeHours", "1 to 168"));
        }

        if (Channels.Count == 0 || Channels.Distinct().Count() != Channels.Count)
        {
            errors.Add(("channels", "at least one, each once"));
        }

        return errors;
    }
}
