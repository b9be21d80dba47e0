using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Messaging;

/// <summary>All that messages to one patient depend on, read under the lock of <see cref="Messaging"/>.</summary>
/// <param name="Patient">The patient.</param>
/// <param name="Messaging">What they were told.</param>
/// <param name="Terms">The policy of the site of their next visit.</param>
/// <param name="Clock">The clock of their own zone; the site's where they have none.</param>
/// <param name="Appointments">Their visits of the last weeks and to come, by start.</param>
/// <param name="Sites">The clinic's sites, by id.</param>
/// <param name="Consents">Their record of consent.</param>
/// <param name="HomeSiteId">The site whose alias and phone a message without a visit names.</param>
public sealed record PatientFile(
    Patient Patient,
    PatientMessaging Messaging,
    MessagingTerms Terms,
    SiteClock Clock,
    IReadOnlyList<Appointment> Appointments,
    IReadOnlyDictionary<Guid, Site> Sites,
    IReadOnlyList<ConsentEntry> Consents,
    Guid HomeSiteId)
{
    /// <summary>Visits to come that nobody pays for any more, until staff decide: nothing is said about them, neither reminders nor news (R22).</summary>
    public IReadOnlySet<Guid> Paused { get; init; } = new HashSet<Guid>();

    /// <summary>The visits as reminders see them. A tentative one that is to come is no promise yet (R22).</summary>
    public IReadOnlyList<VisitToRemind> Visits => [.. Appointments.Where(a => !a.State.IsToCome() || (a.Commitment == Commitment.Firm && !Paused.Contains(a.Id))).Select(a => new VisitToRemind(a.Id, a.CourseId, a.StartsAt, a.State, a.ScheduleVersion))];

    /// <summary>The visits to come, as the patient would be told of them; tentative and paused ones aren't among them (R22).</summary>
    public IReadOnlyList<ToldVisit> AsTold() => [.. AsTold(Appointments).Where(v => !Paused.Contains(v.AppointmentId))];

    /// <summary>What the patient doesn't know yet.</summary>
    public VisitNews News(DateTimeOffset now) =>
        NewsOf(Messaging.Told.Where(t => !Paused.Contains(t.AppointmentId)), Appointments.Where(a => !Paused.Contains(a.Id)), now);

    /// <summary>What a patient who was told this doesn't know yet of visits.</summary>
    public static VisitNews NewsOf(IEnumerable<ToldVisit> told, IEnumerable<Appointment> visits, DateTimeOffset now) => VisitNews.Between(told, AsTold(visits), now);

    private static IEnumerable<ToldVisit> AsTold(IEnumerable<Appointment> visits) =>
        visits.Where(a => a.State.IsToCome() && a.Commitment == Commitment.Firm).Select(a => new ToldVisit(a.Id, a.StartsAt, a.SiteId));

    /// <summary>The site of a visit; the patient's own without one.</summary>
    public Guid SiteOf(Guid? appointmentId) => Appointments.FirstOrDefault(a => a.Id == appointmentId)?.SiteId ?? HomeSiteId;

    /// <summary>Where messages of a channel go: to the guardian of a minor. Null where nobody gave an address.</summary>
    public string? AddressOf(MessageChannel channel) => channel == MessageChannel.Sms
        ? Patient.Guardian is { } guardian ? guardian.Phone : Patient.Phone
        : Patient.Guardian is { } other ? other.Email : Patient.Email;
}
