using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Patients;

/// <summary>Everything a clerk needs on the phone: next visits, courses, what is missing, what may be done.</summary>
public sealed class PatientOverview(SchedulingDbContext db, ClinicContext context, PatientRegister register)
{
    private const int NextVisits = 5;
    private const int AgeOfMajority = 18;

    /// <summary>The overview as of now. What a course treats is shown to keys with scope <c>clinical:read</c> only.</summary>
    public async Task<PatientOverviewResponse> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        var patient = await register.GetAsync(id, cancellationToken, "overview");
        var clinical = context.Identity.Scopes.Contains(Scopes.ClinicalRead);
        var mayWrite = context.Identity.Scopes.Contains(Scopes.ScheduleWrite);
        var visits = await db.Appointments.AsNoTracking().Where(a => a.PatientId == id).OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var courses = await db.Courses.AsNoTracking().Where(c => c.PatientId == id).OrderBy(c => c.Id).ToListAsync(cancellationToken);
        var sites = await db.Sites.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
        var protocols = await db.Protocols.AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);

        var summaries = courses.Select(c => Summary(c, [.. visits.Where(v => v.CourseId == c.Id)], clinical ? protocols[c.ProtocolId] : null, clinical)).ToList();
        return new PatientOverviewResponse
        {
            Patient = PatientResponse.Of(patient),
            Age = VisitRules.AgeOn(patient.BirthDate, DateOnly.FromDateTime(context.Now.UtcDateTime))!.Value,
            NextVisits = [.. visits.Where(v => v.State.IsToCome() && v.EndsAt > context.Now).Take(NextVisits).Select(v => Visit(v, sites[v.SiteId], mayWrite))],
            WaitingForATime = [.. visits.Where(v => v.State == AppointmentState.NeedsNewTime).Select(v => v.Id)],
            Courses = summaries,
            Missing = [.. Missing(patient, visits, summaries)],
            Actions = mayWrite ? ["change", "add_absence", "replace_windows", "create_course", "book_visit"] : [],
        };
    }

    private IEnumerable<string> Missing(Patient patient, List<Appointment> visits, List<CourseSummary> courses)
    {
        if (patient.Phone is null && patient.Guardian?.Phone is null)
        {
            yield return "phone";
        }

        if (VisitRules.AgeOn(patient.BirthDate, DateOnly.FromDateTime(context.Now.UtcDateTime)) < AgeOfMajority && patient.Guardian is null)
        {
            yield return "guardian";
        }

        foreach (var course in courses.Where(c => c.Actions.Count > 0 || c.State is CourseState.AwaitingAuthorization or CourseState.Ready or CourseState.Active or CourseState.Draft))
        {
            if (!course.HasCoverage)
            {
                yield return "coverage";
            }

            if (course.Progress.Owed > 0)
            {
                yield return "sessions_to_book";
            }
        }

        if (visits.Any(v => v.State == AppointmentState.NeedsNewTime))
        {
            yield return "new_time";
        }

        if (visits.Any(v => v.State.IsToCome() && v.EndsAt > context.Now && v.Flags.Count > 0))
        {
            yield return "flagged_visits";
        }
    }

    private CourseSummary Summary(Course course, List<Appointment> visits, string? protocol, bool clinical)
    {
        var progress = CourseProgress.Of(course.Targets, visits);
        List<string> actions = [];
        if (context.Identity.Scopes.Contains(Scopes.ScheduleWrite) && course.IsBookable && progress.Owed > 0)
        {
            actions.AddRange(["plan", "book", .. visits.Any(v => v.CountsAsSession) ? ["make_up"] : Array.Empty<string>()]);
        }

        return new CourseSummary
        {
            CourseId = course.Id,
            SiteId = course.SiteId,
            NextSiteId = course.HomeChangesOn is { } next ? course.SiteOn(next) : null,
            NextSiteFrom = course.HomeChangesOn,
            State = course.State,
            HasCoverage = course.Coverage is not null,
            Protocol = protocol,
            Modality = clinical ? course.Modality : null,
            Indication = clinical ? course.Indication : null,
            Progress = new CourseProgressSummary(progress.Target, progress.Delivered, progress.Booked, progress.Owed, progress.Missed),
            LastVisitOn = visits.Where(v => v.State.IsToCome()).Select(v => (DateOnly?)v.LocalDate).Max(),
            Actions = actions,
        };
    }

    private static VisitSummary Visit(Appointment visit, string site, bool mayWrite)
    {
        var clock = SiteClock.ForZone(visit.TimeZone);
        List<string> actions = [];
        if (mayWrite && visit.State.MayMove())
        {
            actions.AddRange(["move", "cancel", .. visit.State == AppointmentState.Booked ? ["confirm"] : Array.Empty<string>(), .. visit.State.IsToCome() ? ["late", "check_in", "no_show"] : Array.Empty<string>()]);
        }

        return new VisitSummary
        {
            AppointmentId = visit.Id,
            CourseId = visit.CourseId,
            SiteId = visit.SiteId,
            Site = site,
            Kind = visit.Kind,
            State = visit.State,
            Start = clock.ToLocal(visit.StartsAt),
            End = clock.ToLocal(visit.EndsAt),
            LocalDate = visit.LocalDate,
            LocalTime = visit.LocalTime,
            TimeZone = visit.TimeZone,
            Flags = visit.Flags,
            Actions = actions,
        };
    }
}
