using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>Searches single free starts: for a visit to be booked, moved, or made up. Takes no lock: the booking checks again.</summary>
public sealed class FreeStarts(SchedulingDbContext db, ClinicContext context, FactsReader facts, VisitKinds kinds, SingleVisitBooking single, BookedVisits visits, VisitBooking booking, ConflictNames names)
{
    private const int MakeUpDays = 21;
    private const int MakeUpOptions = 5;

    /// <summary>The free starts of local dates, with what would serve them, in order of time.</summary>
    /// <exception cref="SchedulingException">unknown_reference, unprocessable, wrong_state.</exception>
    public async Task<IReadOnlyList<FreeVisit>> FindAsync(FreeStartQuestion question, CancellationToken cancellationToken)
    {
        var site = await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Id == question.SiteId && s.RetiredAt == null, cancellationToken) ?? throw Unknown("?siteId", "is not a site in service");
        context.RequireSite(site.Id);
        var (course, protocol) = await CourseAsync(question, cancellationToken);
        var kind = await kinds.FindAsync(question.Kind, protocol, "?kind", cancellationToken);
        var clock = FactsReader.ClockOf(site);
        var clinic = await facts.ReadSiteAsync(site.Id, question.From, question.Until, null, cancellationToken);
        if ((course?.PatientId ?? question.PatientId) is not { } patientId)
        {
            // Nobody's age is known yet: devices cleared for the indication at some age are shown.
            var open = protocol is null ? new VisitContext() : VisitContext.For(protocol.Definition) with { Indication = null };
            var cleared = protocol is null ? clinic : clinic with { Devices = [.. clinic.Devices.Where(d => d.Clearances.Any(c => c.Indication == protocol.Definition.Indication && c.Capability == protocol.Definition.DeviceCapability))] };
            return await NamedAsync(AvailabilitySearch.Find(cleared, new PatientFacts { Id = Guid.Empty }, open, kind, question.From, question.Until, Now(), question.Limit, question.StepMinutes), site, cancellationToken);
        }

        var patient = await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId, cancellationToken) ?? throw Unknown("?patientId", "is not a patient of the clinic");
        var terms = new BookingTerms { Patient = patient, Course = course, Protocol = protocol };
        var visit = new VisitToBook { AppointmentId = Guid.Empty, SiteId = site.Id, Kind = kind, Start = clock.DayBounds(question.From).From, Staff = new Dictionary<StaffRole, Guid>() };
        Func<DateTimeOffset, bool> inOrder = _ => true;
        if (course is not null && kind.CountsAsTreatment)
        {
            var appointments = await db.Appointments.AsNoTracking().Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
            visit = visit with
            {
                Phase = SessionOrder.NextOwedPhase(CourseProgress.Of(course.Targets, appointments))
                    ?? throw new SchedulingException(ProblemCodes.WrongState, "Every session of the course is delivered or booked; nothing is owed.") { Rule = "R10" },
            };
            inOrder = start => InOrder(course, protocol!, appointments, visit, start, clock);
        }

        var found = AvailabilitySearch.Find(
            clinic, await facts.ReadPatientAsync(patient, clock, question.From, question.Until, cancellationToken), await booking.ContextAsync(terms, visit, cancellationToken),
            kind, question.From, question.Until, Now(), question.Limit, question.StepMinutes);
        return await NamedAsync([.. found.Where(f => inOrder(f.Start))], site, cancellationToken);
    }

    /// <summary>Other times that would do for a booked visit, nearest first. Its own place counts as free, its own resources are preferred.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="from">First local date; null for a week before the visit, or today.</param>
    /// <param name="until">Last local date; null for two weeks after.</param>
    /// <param name="stepMinutes">Distance of the starts offered, counted from local midnight.</param>
    /// <param name="limit">Most options.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<FreeVisit>> OptionsAsync(BookedVisit visit, DateOnly? from, DateOnly? until, int stepMinutes, int limit, CancellationToken cancellationToken)
    {
        var (appointment, clock) = (visit.Appointment, visit.Clock);
        var today = clock.DateOf(context.Now);
        var first = from ?? Later(today, appointment.LocalDate.AddDays(-7));
        var last = until ?? Later(first, appointment.LocalDate).AddDays(14);
        if (last < first || last.DayNumber - first.DayNumber >= FreeStartQuestion.MostDays)
        {
            throw SchedulingException.Invalid("?until", $"must be from the first date to {FreeStartQuestion.MostDays - 1} days later");
        }

        var ofCourse = appointment.CourseId is { } course ? await db.Appointments.AsNoTracking().Where(a => a.CourseId == course).ToListAsync(cancellationToken) : [];
        List<(VisitToBook Place, SiteClock Clock)> found = [];
        foreach (var (site, since, to) in SitesOf(visit, first, last))
        {
            var clinic = (await facts.ReadSiteAsync(site, since, to, null, cancellationToken)).Without(appointment.Id);
            var local = clinic.Site.Clock;
            var patient = (await facts.ReadPatientAsync(visit.Terms.Patient, local, since, to, cancellationToken)).Without(appointment.Id);
            var wanted = visit.AsBooked with { SiteId = site, Start = local.DayBounds(since).From };
            var rules = await booking.ContextAsync(visit.Terms, wanted, cancellationToken);
            found.AddRange(AvailabilitySearch.Find(clinic, patient, rules, visit.Kind, since, to, Now(), int.MaxValue, stepMinutes)
                .Where(f => f.Start != appointment.StartsAt && InOrder(visit.Terms.Course, visit.Terms.Protocol, ofCourse, wanted, f.Start, local))
                .OrderBy(f => (f.Start - appointment.StartsAt).Duration()).ThenBy(f => f.Start)
                .Take(limit)
                .Select(f => (ResourceChoice.Choose(clinic, patient, wanted with { Start = f.Start }, new NamedResources(), rules, []), local)));
        }

        return await NamedAsync([.. found.OrderBy(f => (f.Place.Start - appointment.StartsAt).Duration()).ThenBy(f => f.Place.Start).Take(limit)], cancellationToken);
    }

    /// <summary>Starts for a make-up of a visit whose session is owed again: after the last booked session of its phase, one a day, nearest to its local time (R11).</summary>
    public async Task<IReadOnlyList<FreeVisit>> MakeUpsAsync(Guid id, CancellationToken cancellationToken)
    {
        var visit = await visits.ReadAsync(id, cancellationToken);
        var (appointment, clock) = (visit.Appointment, visit.Clock);
        if (!appointment.CountsAsSession || visit.Terms.Course is not { IsBookable: true } course)
        {
            return [];
        }

        var live = LiveStates.TakingResources;
        var lastOfPhase = await db.Appointments.Where(a => a.CourseId == course.Id && a.Phase == appointment.Phase && a.CountsAsSession && live.Contains(a.State))
            .MaxAsync(a => (DateOnly?)a.LocalDate, cancellationToken);
        var from = Later(clock.DateOf(context.Now), lastOfPhase ?? appointment.LocalDate);
        var until = from.AddDays(MakeUpDays);
        List<(VisitToBook Place, SiteClock Clock)> found = [];
        foreach (var (site, since, to) in SitesOf(visit, from, until))
        {
            var clinic = await facts.ReadSiteAsync(site, since, to, null, cancellationToken);
            var local = clinic.Site.Clock;
            var patient = await facts.ReadPatientAsync(visit.Terms.Patient, local, since, to, cancellationToken);
            var wanted = visit.AsBooked with { SiteId = site, Start = local.DayBounds(since).From };
            var rules = await booking.ContextAsync(visit.Terms, wanted, cancellationToken);
            found.AddRange(AvailabilitySearch.Find(clinic, patient, rules, visit.Kind, since, to, Now(), int.MaxValue)
                .GroupBy(f => local.DateOf(f.Start))
                .Select(day => day.MinBy(f => (local.TimeOf(f.Start).ToTimeSpan() - appointment.LocalTime.ToTimeSpan()).Duration())!)
                .OrderBy(f => f.Start)
                .Take(MakeUpOptions)
                .Select(f => (ResourceChoice.Choose(clinic, patient, wanted with { Start = f.Start }, new NamedResources(), rules, []), local)));
        }

        return await NamedAsync([.. found.OrderBy(f => f.Place.Start).Take(MakeUpOptions)], cancellationToken);
    }

    // A visit at its course's home goes where the home is on each date; one at a sister site stays there.
    private IEnumerable<(Guid Site, DateOnly From, DateOnly Until)> SitesOf(BookedVisit visit, DateOnly first, DateOnly last)
    {
        var (appointment, course) = (visit.Appointment, visit.Terms.Course);
        if (course is null || course.SiteOn(appointment.LocalDate) != appointment.SiteId)
        {
            return [(appointment.SiteId, first, last)];
        }

        List<(Guid Site, DateOnly From, DateOnly Until)> homes = [];
        for (var date = first; date <= last; date = homes[^1].Until.AddDays(1))
        {
            homes.Add((course.SiteOn(date), date, course.SameUntil(date) is { } until && until < last ? until : last));
        }

        return homes.Where(h => context.Identity.SiteIds?.Contains(h.Site) != false);
    }

    private static bool InOrder(Course? course, ProtocolVersion? protocol, IReadOnlyCollection<Appointment> ofCourse, VisitToBook visit, DateTimeOffset start, SiteClock clock) =>
        course is null || protocol is null || visit.Phase is null || !visit.Kind.CountsAsTreatment
        || SessionOrder.Broken(protocol.Definition, course.ThresholdsFrom, ofCourse, [new SessionPlace(visit.AppointmentId, visit.Kind.Code, visit.Phase, start, clock.DateOf(start))]) is null;

    private async Task<(Course? Course, ProtocolVersion? Protocol)> CourseAsync(FreeStartQuestion question, CancellationToken cancellationToken)
    {
        if (question.CourseId is { } courseId)
        {
            var course = await db.Courses.AsNoTracking().SingleOrDefaultAsync(c => c.Id == courseId, cancellationToken) ?? throw Unknown("?courseId", "is not a course of the clinic");
            context.RequireSite(course.SiteId);
            if (question.ProtocolId is not null || (question.PatientId is { } patient && patient != course.PatientId))
            {
                throw SchedulingException.Invalid(question.ProtocolId is not null ? "?protocolId" : "?patientId", "does not go with courseId, which says it already");
            }

            return (course, await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken));
        }

        return (null, question.ProtocolId is { } protocol ? await single.LatestAsync(protocol, "?protocolId", cancellationToken) : null);
    }

    private Task<IReadOnlyList<FreeVisit>> NamedAsync(IReadOnlyList<FreeStart> found, Site site, CancellationToken cancellationToken) => NamedAsync(
        [.. found.Select(f => (site.Id, FactsReader.ClockOf(site), f.Start, f.End, (IReadOnlyList<(ResourceRef, StaffRole?)>)[.. f.Takes.Where(t => t.Resource.Kind != ResourceRefKind.Patient).Select(t => (t.Resource, t.Role)).Distinct()]))],
        cancellationToken);

    private Task<IReadOnlyList<FreeVisit>> NamedAsync(IReadOnlyList<(VisitToBook Place, SiteClock Clock)> found, CancellationToken cancellationToken) => NamedAsync(
        [.. found.Select(v => (v.Place.SiteId, v.Clock, v.Place.Start, v.Place.End, (IReadOnlyList<(ResourceRef, StaffRole?)>)
        [
            .. v.Place.Staff.OrderBy(s => s.Key).Select(s => (new ResourceRef(ResourceRefKind.Staff, s.Value), (StaffRole?)s.Key)),
            .. v.Place.DeviceId is { } device ? [(new ResourceRef(ResourceRefKind.Device, device), null)] : Array.Empty<(ResourceRef, StaffRole?)>(),
            .. v.Place.RoomId is { } room ? [(new ResourceRef(ResourceRefKind.Room, room), null)] : Array.Empty<(ResourceRef, StaffRole?)>(),
        ]))],
        cancellationToken);

    private async Task<IReadOnlyList<FreeVisit>> NamedAsync(
        IReadOnlyList<(Guid SiteId, SiteClock Clock, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<(ResourceRef Resource, StaffRole? Role)> Takes)> found, CancellationToken cancellationToken)
    {
        var known = await names.ReadAsync(found.SelectMany(f => f.Takes).Select(t => (ResourceRef?)t.Resource), cancellationToken);
        return [.. found.Select(f => new FreeVisit(
            f.SiteId,
            f.Clock.ToLocal(f.Start),
            f.Clock.ToLocal(f.End),
            f.Clock.DateOf(f.Start),
            f.Clock.TimeOf(f.Start),
            [.. f.Takes.Select(t => new VisitResource(StoredJson.Word(t.Resource.Kind), t.Resource.Id, known.GetValueOrDefault(t.Resource.Id), t.Role))]))];
    }

    private DateTimeOffset Now() => context.Now;

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static SchedulingException Unknown(string pointer, string detail) => new(ProblemCodes.UnknownReference) { Errors = [new FieldError(pointer, detail)] };
}

/// <summary>What is searched.</summary>
public sealed record FreeStartQuestion
{
    /// <summary>Most local dates in one search.</summary>
    public const int MostDays = 31;

    /// <summary>The site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Visit kind code.</summary>
    public required string Kind { get; init; }

    /// <summary>The protocol whose kind it is, without a course.</summary>
    public Guid? ProtocolId { get; init; }

    /// <summary>The course, or null.</summary>
    public Guid? CourseId { get; init; }

    /// <summary>The patient; null for somebody without bookings and windows.</summary>
    public Guid? PatientId { get; init; }

    /// <summary>First local date.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last local date, inclusive.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>Distance of the starts offered, counted from local midnight.</summary>
    public required int StepMinutes { get; init; }

    /// <summary>Most starts.</summary>
    public required int Limit { get; init; }
}

/// <summary>A free start with what would serve it.</summary>
/// <param name="SiteId">The site.</param>
/// <param name="Start">Start, with the site's offset.</param>
/// <param name="End">End, exclusive.</param>
/// <param name="LocalDate">Local date of the start.</param>
/// <param name="LocalTime">Local time of the start.</param>
/// <param name="Resources">Staff, device and room.</param>
public sealed record FreeVisit(Guid SiteId, DateTimeOffset Start, DateTimeOffset End, DateOnly LocalDate, TimeOnly LocalTime, IReadOnlyList<VisitResource> Resources);
