using System.ComponentModel.DataAnnotations;
using Scheduling.Api.Http.Versions;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Messages;

/// <summary>Which messages patients get, and when. What is left out has the default.</summary>
public sealed record ReminderTerms
{
    /// <summary>For a first visit, and after a gap: days before the visit; each once, from 0 to 30.</summary>
    /// <example>[3, 1]</example>
    [MaxLength(5)]
    public IReadOnlyList<int>? DaysBefore { get; init; }

    /// <summary>When reminders leave, by the patient's wall clock.</summary>
    /// <example>10:00</example>
    public TimeOnly? SendAt { get; init; }

    /// <summary>Whole days without a visit after which the next one is reminded of like a first one.</summary>
    /// <example>3</example>
    [Range(1, 60)]
    public int? GapDays { get; init; }

    /// <summary>Weekday of the weekly digest.</summary>
    /// <example>sunday</example>
    public DayOfWeek? DigestOn { get; init; }

    /// <summary>True for no digest at all.</summary>
    /// <example>false</example>
    public bool? NoDigest { get; init; }

    /// <summary>When the digest leaves.</summary>
    /// <example>16:00</example>
    public TimeOnly? DigestAt { get; init; }

    /// <summary>Whether the visit after a missed one is reminded of on the day before.</summary>
    /// <example>true</example>
    public bool? DayBeforeAfterMiss { get; init; }

    /// <summary>From when reminders and changes may leave, inclusive (M4).</summary>
    /// <example>09:00</example>
    public TimeOnly? HoursFrom { get; init; }

    /// <summary>Until when, exclusive.</summary>
    /// <example>20:00</example>
    public TimeOnly? HoursUntil { get; init; }

    /// <summary>From when urgent changes may leave, inclusive (M11).</summary>
    /// <example>06:00</example>
    public TimeOnly? UrgentFrom { get; init; }

    /// <summary>Until when, exclusive.</summary>
    /// <example>21:00</example>
    public TimeOnly? UrgentUntil { get; init; }

    /// <summary>Most reminders by text on one day (M3).</summary>
    /// <example>1</example>
    [Range(1, 20)]
    public int? MostADay { get; init; }

    /// <summary>Most reminders by text in any seven days.</summary>
    /// <example>3</example>
    [Range(1, 100)]
    public int? MostInSevenDays { get; init; }

    /// <summary>Hours before a visit in which a change to it is urgent.</summary>
    /// <example>24</example>
    [Range(1, 96)]
    public int? UrgentWithinHours { get; init; }

    /// <summary>Channels in order of preference; the first that may be used is.</summary>
    /// <example>["sms", "email"]</example>
    [MaxLength(2)]
    public IReadOnlyList<MessageChannel>? Channels { get; init; }

    /// <summary>Whether a visit moves at once to a free time that the patient picked on their page; staff decide otherwise.</summary>
    /// <example>false</example>
    public bool? PatientsMove { get; init; }

    /// <summary>Hours ahead that a patient may still move a visit, and that a new time must lie ahead.</summary>
    /// <example>24</example>
    [Range(1, 168)]
    public int? PatientNoticeHours { get; init; }

    internal ReminderPolicy Over(ReminderPolicy policy) => policy with
    {
        DaysBefore = DaysBefore ?? policy.DaysBefore,
        SendAt = SendAt ?? policy.SendAt,
        GapDays = GapDays ?? policy.GapDays,
        DigestOn = NoDigest == true ? null : DigestOn ?? policy.DigestOn,
        DigestAt = DigestAt ?? policy.DigestAt,
        DayBeforeAfterMiss = DayBeforeAfterMiss ?? policy.DayBeforeAfterMiss,
        Hours = new SendingHours(HoursFrom ?? policy.Hours.From, HoursUntil ?? policy.Hours.Until),
        UrgentHours = new SendingHours(UrgentFrom ?? policy.UrgentHours.From, UrgentUntil ?? policy.UrgentHours.Until),
        Limits = new ReminderLimits(MostADay ?? policy.Limits.ADay, MostInSevenDays ?? policy.Limits.InSevenDays),
        UrgentWithin = UrgentWithinHours is { } hours ? TimeSpan.FromHours(hours) : policy.UrgentWithin,
        Channels = Channels ?? policy.Channels,
        PatientsMove = PatientsMove ?? policy.PatientsMove,
        PatientNoticeHours = PatientNoticeHours ?? policy.PatientNoticeHours,
    };

    internal static ReminderTerms Of(ReminderPolicy policy) => new()
    {
        DaysBefore = policy.DaysBefore,
        SendAt = policy.SendAt,
        GapDays = policy.GapDays,
        DigestOn = policy.DigestOn,
        NoDigest = policy.DigestOn is null,
        DigestAt = policy.DigestAt,
        DayBeforeAfterMiss = policy.DayBeforeAfterMiss,
        HoursFrom = policy.Hours.From,
        HoursUntil = policy.Hours.Until,
        UrgentFrom = policy.UrgentHours.From,
        UrgentUntil = policy.UrgentHours.Until,
        MostADay = policy.Limits.ADay,
        MostInSevenDays = policy.Limits.InSevenDays,
        UrgentWithinHours = (int)policy.UrgentWithin.TotalHours,
        Channels = policy.Channels,
        PatientsMove = policy.PatientsMove,
        PatientNoticeHours = policy.PatientNoticeHours,
    };
}

/// <summary>A policy for the clinic or one of its sites.</summary>
public sealed record CreateReminderPolicyRequest
{
    /// <summary>The site; leave it out for all that have none of their own.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public Guid? SiteId { get; init; }

    /// <summary>Whether messages are sent. What patients know when it is switched on is taken to be what is booked then.</summary>
    /// <example>true</example>
    public required bool Enabled { get; init; }

    /// <summary>Which messages, and when.</summary>
    public ReminderTerms? Terms { get; init; }
}

/// <summary>Changes to a policy.</summary>
public sealed record UpdateReminderPolicyRequest
{
    /// <summary>Whether messages are sent.</summary>
    /// <example>true</example>
    public bool? Enabled { get; init; }

    /// <summary>What is to be different; what is left out stays.</summary>
    public ReminderTerms? Terms { get; init; }
}

/// <summary>A policy.</summary>
public sealed record ReminderPolicyResponse
{
    /// <summary>Its id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000060</example>
    public required Guid Id { get; init; }

    /// <summary>The site; missing for the clinic's.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000002</example>
    public Guid? SiteId { get; init; }

    /// <summary>Whether messages are sent.</summary>
    /// <example>true</example>
    public required bool Enabled { get; init; }

    /// <summary>Which messages, and when.</summary>
    public required ReminderTerms Terms { get; init; }

    /// <summary>Its version, for If-Match.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    internal static ReminderPolicyResponse Of(MessagingTerms terms) => new()
    {
        Id = terms.Id,
        SiteId = terms.SiteId,
        Enabled = terms.Enabled,
        Terms = ReminderTerms.Of(terms.Policy),
        Etag = ETags.Of(terms.Version),
    };
}
