using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Import;

/// <summary>The visits of a file: past ones are written as facts, those to come go through the same booking as everybody's.</summary>
internal sealed class ImportVisits(
    SchedulingDbContext db,
    ClinicContext context,
    VisitBooking booking,
    CourseBooking courseBooking,
    PastVisits past,
    EventLog events,
    ImportRun run)
{
    /// <summary>Writes and books the visits of a course that was just made.</summary>
    public async Task AddAsync(ImportedCourse file, ImportPlace place, Guid courseId, CancellationToken cancellationToken)
    {
        var course = await db.Courses.SingleAsync(c => c.Id == courseId, cancellationToken);
        var protocol = await db.ProtocolVersions.SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken);
        var site = await db.Sites.SingleAsync(s => s.Id == course.SiteId, cancellationToken);
        var clock = SiteClock.ForZone(site.TimeZone, site.WeekStartsOn);
        var (happened, toCome) = Sessions(await NamedAsync(file, place, site, clock, cancellationToken), course, protocol.Definition);
        if (course.State == CourseState.Draft && happened.Count + toCome.Count > 0)
        {
            throw run.Document.Wrong(place.Pointer, "a draft has no visits");
        }

        await past.WriteAsync(course.PatientId, course, protocol, site, happened, cancellationToken);
        if (happened.Any(v => v.State == AppointmentState.Delivered))
        {
            var progress = CourseProgress.Of(course.Targets, await db.Appointments.Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken));
            course.State = progress.Delivered >= progress.Target ? CourseState.Completed : CourseState.Active;
            course.DeviceModelId = happened.Select(v => v.DeviceId).OfType<Guid>().Select(d => (Guid?)db.Devices.Where(x => x.Id == d).Select(x => x.ModelId).Single()).FirstOrDefault();
            events.Append("course.changed", "course", course.Id, course.SiteId, new { course.State });
            await db.SaveChangesAsync(cancellationToken);
        }

        if (toCome.Count > 0)
        {
            await booking.BookAsync(
                new BookingTerms { Patient = await db.Patients.SingleAsync(p => p.Id == course.PatientId, cancellationToken), Course = course, Protocol = protocol },
                toCome,
                cancellationToken);
        }

        if (file.Plan is { } plan && course.State != CourseState.Completed)
        {
            await courseBooking.BookRequestAsync(
                course,
                new PlanQuestion
                {
                    StartOnOrAfter = plan.StartOnOrAfter.On(run.Today),
                    EndOnOrBefore = plan.EndOnOrBefore?.On(run.Today),
                    PreferredTime = plan.PreferredTime,
                    Weekdays = plan.Weekdays ?? [],
                    MaxShortfalls = plan.MaxShortfalls,
                    Alternatives = false,
                },
                cancellationToken);
        }
    }

    /// <summary>Writes or books a visit of no course.</summary>
    public async Task<Guid> AddAsync(ImportedVisit file, ImportPlace place, CancellationToken cancellationToken)
    {
        var protocol = await db.Protocols.Where(p => p.Code == file.Protocol)
            .Join(db.PublishedVersions, p => new { p.Id, Number = p.LatestVersion }, v => new { Id = v.ProtocolId, v.Number }, (_, v) => v)
            .SingleOrDefaultAsync(cancellationToken) ?? throw run.Document.Wrong(place.Pointer + "/protocol", "no protocol of the clinic has this code");
        var kind = protocol.Definition.Kind(file.Kind) ?? throw run.Document.Wrong(place.Pointer + "/kind", "the protocol has no such kind of visit");
        var site = await db.Sites.SingleAsync(s => s.Id == run.Keys.IdOf(ImportKinds.Site, file.Site, place.Pointer + "/site"), cancellationToken);
        var patient = await db.Patients.SingleAsync(p => p.Id == run.Keys.IdOf(ImportKinds.Patient, file.Patient, place.Pointer + "/patient"), cancellationToken);
        var named = Named(file.Start.Date.On(run.Today), file.Start.Time, file.State, file.Takes, place.Pointer, SiteClock.ForZone(site.TimeZone));
        if (named.IsPast(context.Now))
        {
            await past.WriteAsync(patient.Id, null, protocol, site, [Past(named, kind, null)], cancellationToken);
            return await db.Appointments.Where(a => a.PatientId == patient.Id && a.StartsAt == named.Start).Select(a => a.Id).SingleAsync(cancellationToken);
        }

        var booked = await booking.BookAsync(new BookingTerms { Patient = patient, Protocol = protocol }, [ToBook(named, kind, null, site.Id)], cancellationToken);
        return booked[0].Id;
    }

    private async Task<List<NamedVisit>> NamedAsync(ImportedCourse file, ImportPlace place, Site site, SiteClock clock, CancellationToken cancellationToken)
    {
        var named = file.Visits
            .Select((v, i) => Named(v.Start.Date.On(run.Today), v.Start.Time, v.State, v.Takes, FormattableString.Invariant($"{place.Pointer}/visits/{i}"), clock))
            .ToList();
        for (var i = 0; i < file.History.Count; i++)
        {
            var history = file.History[i];
            var pointer = FormattableString.Invariant($"{place.Pointer}/history/{i}");
            var until = history.Until is { } given && given.On(run.Today) < run.Today ? given.On(run.Today) : run.Today.AddDays(-1);
            var from = history.From.On(run.Today);
            var missed = history.Missed.Select(m => m.On(run.Today)).ToHashSet();
            var holidays = await db.Holidays.Where(h => (h.SiteId == null || h.SiteId == site.Id) && h.Date >= from && h.Date <= until).Select(h => h.Date).ToListAsync(cancellationToken);
            for (var date = from; date <= until; date = date.AddDays(1))
            {
                if (history.Days.Contains(date.DayOfWeek) && !holidays.Contains(date))
                {
                    named.Add(Named(date, history.Time, missed.Contains(date) ? AppointmentState.NoShow : AppointmentState.Delivered, history.Takes, pointer, clock) with { OfPattern = true });
                }
            }
        }

        return [.. named.OrderBy(v => v.Start)];
    }

    private NamedVisit Named(DateOnly date, TimeOnly time, AppointmentState state, ImportedTakes takes, string pointer, SiteClock clock)
    {
        if (time.Minute % 5 != 0)
        {
            throw run.Document.Wrong(pointer, "visits start on a multiple of 5 minutes");
        }

        if (!clock.TryResolve(date, time, null, out var start, out _))
        {
            throw run.Document.Wrong(pointer, FormattableString.Invariant($"{date:yyyy-MM-dd} {time:HH:mm} is skipped or repeated by a change of clocks at the site"));
        }

        var visit = new NamedVisit(
            pointer,
            start,
            date,
            time,
            state,
            takes.Staff.ToDictionary(s => s.Key, s => run.Keys.IdOf(ImportKinds.Staff, s.Value, $"{pointer}/takes/staff/{StoredJson.Word(s.Key)}")),
            takes.Device is { } device ? run.Keys.IdOf(ImportKinds.Device, device, pointer + "/takes/device") : null,
            takes.Room is { } room ? run.Keys.IdOf(ImportKinds.Room, room, pointer + "/takes/room") : null);
        return state is AppointmentState.Booked or AppointmentState.Delivered or AppointmentState.NoShow or AppointmentState.CancelledByPatient or AppointmentState.CancelledByClinic
            ? (state == AppointmentState.Booked) != visit.IsPast(context.Now)
                ? visit
                : throw run.Document.Wrong(pointer, state == AppointmentState.Booked ? "a visit that is over can't be booked; say delivered or no_show" : $"a visit to come can't be {StoredJson.Word(state)} yet")
            : throw run.Document.Wrong(pointer, "its state must be booked, delivered, no_show, cancelled_by_patient or cancelled_by_clinic");
    }

    // Phases fill in order: a delivered or booked session uses up a place, a missed one leaves it owed (R10).
    private (List<PastVisit> Happened, List<VisitToBook> ToCome) Sessions(List<NamedVisit> visits, Course course, ProtocolDefinition protocol)
    {
        List<PastVisit> happened = [];
        List<VisitToBook> toCome = [];
        var used = 0;
        foreach (var visit in visits)
        {
            var phase = PhaseOf(course.Targets, used);
            if (phase is null)
            {
                if (visit.OfPattern)
                {
                    break;
                }

                throw run.Document.Wrong(visit.Pointer, "the course has no session left for it");
            }

            var kind = protocol.Kind(used == 0 ? protocol.InitialKind : protocol.TreatmentKind)!;
            if (visit.IsPast(context.Now))
            {
                happened.Add(Past(visit, kind, phase));
                used += visit.State == AppointmentState.Delivered ? 1 : 0;
            }
            else
            {
                toCome.Add(ToBook(visit, kind, phase, course.SiteId) with { SessionNumber = ++used });
            }
        }

        return (happened, toCome);
    }

    private PastVisit Past(NamedVisit visit, VisitKind kind, string? phase)
    {
        var takesAll = kind.Segments.All(s => s.Kind switch
        {
            SegmentKind.Device => visit.DeviceId is not null,
            SegmentKind.Room => visit.RoomId is not null,
            _ => visit.Staff.ContainsKey(s.Role!.Value),
        });
        return takesAll
            ? new PastVisit(visit.Pointer, kind, phase, visit.Start, visit.LocalDate, visit.LocalTime, visit.State, visit.Staff, visit.DeviceId, visit.RoomId)
            : throw run.Document.Wrong(visit.Pointer + "/takes", $"a visit of kind {kind.Code} takes {string.Join(", ", kind.Segments.Select(s => s.Role is { } role ? StoredJson.Word(role) : StoredJson.Word(s.Kind)).Distinct())} (R4)");
    }

    private VisitToBook ToBook(NamedVisit visit, VisitKind kind, string? phase, Guid siteId) => new()
    {
        AppointmentId = Guid.CreateVersion7(context.Now),
        SiteId = siteId,
        Kind = kind,
        Start = visit.Start,
        Phase = phase,
        Staff = visit.Staff,
        DeviceId = visit.DeviceId,
        RoomId = visit.RoomId,
    };

    private static string? PhaseOf(IReadOnlyList<PhaseTarget> targets, int used)
    {
        foreach (var target in targets)
        {
            if (used < target.Sessions)
            {
                return target.Phase;
            }

            used -= target.Sessions;
        }

        return null;
    }

    private sealed record NamedVisit(
        string Pointer,
        DateTimeOffset Start,
        DateOnly LocalDate,
        TimeOnly LocalTime,
        AppointmentState State,
        IReadOnlyDictionary<StaffRole, Guid> Staff,
        Guid? DeviceId,
        Guid? RoomId)
    {
        public bool OfPattern { get; init; }

        public bool IsPast(DateTimeOffset now) => Start <= now;
    }
}
