using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Scheduling.Application.Appointments;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Application.Resources;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Repairs;

/// <summary>Reads what a repair is planned from: the sites, everybody's visits there from now on, and their courses.</summary>
public sealed class RepairReading(SchedulingDbContext db, ClinicContext context, FactsReader facts, VisitKinds kinds, UnitBooks units, IOptions<RepairOptions> options)
{
    private const int LongestDays = 300;

    /// <summary>The request, with the visits it speaks of; null when nothing that is affected can be moved any more.</summary>
    internal async Task<(RepairRequest Request, IReadOnlyDictionary<Guid, Appointment> Visits)?> ReadAsync(IReadOnlyCollection<AffectedVisit> affected, CancellationToken cancellationToken)
    {
        var ids = affected.Select(a => a.AppointmentId).ToList();
        var hit = await db.Appointments.AsNoTracking().Include(a => a.Staff).Where(a => ids.Contains(a.Id) && a.StartsAt > context.Now
            && (a.State == AppointmentState.Booked || a.State == AppointmentState.Confirmed || a.State == AppointmentState.NeedsNewTime)).ToListAsync(cancellationToken);
        if (hit.Count == 0)
        {
            return null;
        }

        var siteIds = hit.Select(a => a.SiteId).Distinct().ToList();
        var sites = await db.Sites.AsNoTracking().Where(s => siteIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var clocks = sites.ToDictionary(s => s.Key, s => FactsReader.ClockOf(s.Value));
        var courseIds = hit.Select(a => a.CourseId).OfType<Guid>().Distinct().ToList();
        var live = LiveStates.ToCome;
        var coursesEnd = await db.Appointments.Where(a => a.CourseId != null && courseIds.Contains(a.CourseId.Value) && live.Contains(a.State)).MaxAsync(a => (DateOnly?)a.LocalDate, cancellationToken);
        var from = clocks.Values.Min(c => c.DateOf(context.Now));
        var last = hit.Max(a => a.LocalDate);
        var until = (coursesEnd > last ? coursesEnd.Value : last).AddDays(options.Value.DaysAfter);
        until = until.DayNumber - from.DayNumber > LongestDays ? from.AddDays(LongestDays) : until;
        var visits = await MovableAsync(hit, siteIds, clocks, until, cancellationToken);
        return (await ComposeAsync(visits, affected, clocks, from, until, cancellationToken), visits.ToDictionary(v => v.Id));
    }

    private async Task<List<Appointment>> MovableAsync(
        List<Appointment> hit, List<Guid> siteIds, Dictionary<Guid, SiteClock> clocks, DateOnly until, CancellationToken cancellationToken)
    {
        var ids = hit.Select(a => a.Id).ToList();
        var end = clocks.Values.Max(c => c.DayBounds(until).Until);
        var confirmed = options.Value.ConfirmedMayGiveWay;
        var others = await db.Appointments.AsNoTracking().Include(a => a.Staff)
            .Where(a => siteIds.Contains(a.SiteId) && a.StartsAt > context.Now && a.EndsAt <= end && !ids.Contains(a.Id))
            .Where(a => a.State == AppointmentState.Booked || (confirmed && a.State == AppointmentState.Confirmed))
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id)
            .ToListAsync(cancellationToken);
        return [.. hit.Where(a => a.EndsAt <= end).Concat(others).Where(a => clocks[a.SiteId].DateOf(a.StartsAt) <= until).OrderBy(a => a.StartsAt).ThenBy(a => a.Id)];
    }

    private async Task<RepairRequest> ComposeAsync(
        List<Appointment> visits, IReadOnlyCollection<AffectedVisit> affected, Dictionary<Guid, SiteClock> clocks, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var because = affected.ToDictionary(a => a.AppointmentId, a => a.Because);
        var patientIds = visits.Select(v => v.PatientId).Distinct().ToList();
        var courseIds = visits.Select(v => v.CourseId).OfType<Guid>().Distinct().ToList();
        var versionIds = visits.Select(v => v.ProtocolVersionId).OfType<Guid>().Distinct().ToList();
        var patients = await db.Patients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var courses = await db.Courses.AsNoTracking().Where(c => courseIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var versions = await db.ProtocolVersions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, cancellationToken);
        var own = await kinds.OfClinicAsync(cancellationToken);
        List<RepairVisit> movable = [];
        foreach (var visit in visits)
        {
            var protocol = visit.ProtocolVersionId is { } version ? versions[version] : null;
            var hit = because.ContainsKey(visit.Id);
            var kind = protocol?.Definition.Kind(visit.Kind) ?? own.FirstOrDefault(k => k.Code == visit.Kind) ?? (hit ? await kinds.OfAsync(visit, protocol, cancellationToken) : null);
            // One that is not as its kind says, such as one cut short, stays unless it must go.
            if (kind is not null && (hit || visit.EndsAt - visit.StartsAt == TimeSpan.FromMinutes(kind.Minutes)))
            {
                var terms = new BookingTerms { Patient = patients[visit.PatientId], Course = visit.CourseId is { } id ? courses[id] : null, Protocol = protocol };
                movable.Add(Describe(visit, kind, terms, clocks[visit.SiteId], because.GetValueOrDefault(visit.Id)));
            }
        }

        return new RepairRequest
        {
            Sites = await FactsAsync(clocks.Keys, from, until, cancellationToken),
            Patients = await PatientsAsync(patients, clocks.Values.First(), from, until, cancellationToken),
            Courses = await CoursesAsync([.. courses.Values.Where(c => versions.ContainsKey(c.ProtocolVersionId))], versions, movable, cancellationToken),
            Visits = movable,
            From = from,
            Until = until,
            EarliestMove = context.Now.AddMinutes(options.Value.NoticeMinutes),
            Effort = options.Value.Effort,
        };
    }

    private static RepairVisit Describe(Appointment visit, VisitKind kind, BookingTerms terms, SiteClock clock, IReadOnlyList<AffectedBecause>? because)
    {
        var place = BookedVisit.Place(visit, kind, clock);
        var session = visit.CountsAsSession && visit.Phase is { } phase && terms.Protocol?.Definition.Phase(phase) is not null && terms.Course is not null;
        // Away from the course's home it was put there on purpose; at home it stays among the dates of that home.
        var home = terms.Course?.SiteOn(visit.LocalDate) == visit.SiteId;
        return new RepairVisit
        {
            Id = visit.Id,
            SiteId = visit.SiteId,
            SiteFrom = home ? terms.Course!.SameFrom(visit.LocalDate) : null,
            SiteUntil = home ? terms.Course!.SameUntil(visit.LocalDate) : null,
            PatientId = visit.PatientId,
            CourseId = visit.CourseId,
            Kind = kind,
            Phase = session ? visit.Phase : null,
            Place = new VisitPlace { Start = place.Start, Staff = place.Staff, DeviceId = place.DeviceId, RoomId = place.RoomId },
            Affected = because is not null,
            WithoutUnit = session ? UnitReleases.ReasonOf(because) : null,
            HasNoPlace = visit.State == AppointmentState.NeedsNewTime,
            AskPatientAtOwnTime = because?.Any(b => b.Flag is VisitFlags.PatientAbsence or VisitFlags.PatientWindow) == true,
            Context = BookingRules.ContextOf(place, terms, []),
        };
    }

    private async Task<IReadOnlyList<ClinicFacts>> FactsAsync(IEnumerable<Guid> siteIds, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        List<ClinicFacts> read = [];
        foreach (var site in siteIds.Order())
        {
            read.Add(await facts.ReadSiteAsync(site, from, until, null, cancellationToken));
        }

        return read;
    }

    private async Task<IReadOnlyList<PatientFacts>> PatientsAsync(Dictionary<Guid, Patient> patients, SiteClock clock, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(db);
        var taken = patients.Keys.Order().ToDictionary(id => id, id => facts.AskPatient(trip, id, from, until, []));
        await trip.SendAsync(cancellationToken);
        return [.. taken.Select(t => FactsReader.FactsOf(patients[t.Key], clock, t.Value.Value))];
    }

    private async Task<IReadOnlyList<RepairCourse>> CoursesAsync(
        IReadOnlyList<Course> courses, Dictionary<Guid, ProtocolVersion> versions, IReadOnlyList<RepairVisit> visits, CancellationToken cancellationToken)
    {
        var ids = courses.Select(c => c.Id).ToList();
        var movable = visits.Select(v => v.Id).ToHashSet();
        var all = (await db.Appointments.AsNoTracking().Where(a => a.CourseId != null && ids.Contains(a.CourseId.Value) && a.CountsAsSession).ToListAsync(cancellationToken)).ToLookup(a => a.CourseId!.Value);
        var now = await units.OfAsync([.. courses.Where(c => c.Coverage is { HasLedger: true }).Select(c => c.Id)], cancellationToken);
        return [.. courses.Select(course =>
        {
            var protocol = versions[course.ProtocolVersionId];
            var terms = new BookingTerms { Patient = null!, Course = course, Protocol = protocol };
            return new RepairCourse
            {
                Id = course.Id,
                Protocol = protocol.Definition,
                Coverage = CourseTerms.Caps(course.Coverage) with { From = course.Coverage?.WindowFrom, Until = course.Coverage?.WindowUntil },
                OwedFrom = [.. Redetermination.Unmet(protocol.Definition, course.ThresholdsFrom, [.. all[course.Id]])],
                Kept = [.. BookingRules.OtherTreatments(terms, [.. all[course.Id]], movable).Select(t => t.Treatment)],
                Units = now.TryGetValue(course.Id, out var own) ? UnitsOf(own, [.. visits.Where(v => v.CourseId == course.Id && v.Phase is not null)]) : null,
            };
        })];
    }

    // Where a session may stay without a unit, as under a policy to warn, or while the payer has yet to decide, the others aren't asked for one either.
    private static RepairUnits? UnitsOf(UnitsNow now, IReadOnlyList<RepairVisit> sessions) =>
        sessions.Any(v => now.Without.ContainsKey(v.Id) && v.WithoutUnit is null) ? null
            : new RepairUnits { Book = now.Book, Kept = [.. now.Visits.Where(v => sessions.All(s => s.Id != v.Id))] };
}
