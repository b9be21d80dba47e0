using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Courses;

/// <summary>Says how a course stands after a change: what is owed, when it would end, and whether that is still covered.</summary>
public sealed class CourseOutlooks(SchedulingDbContext db, ClinicContext context, GapReading gaps)
{
    /// <summary>The course's outlook; null for a visit without a course.</summary>
    public async Task<CourseOutlook?> FindAsync(Guid? courseId, CancellationToken cancellationToken) =>
        courseId is { } id && await db.Courses.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } course ? (await OfAsync(course, cancellationToken)).Outlook : null;

    /// <summary>After a dry run: what it would come to, with the version that the course has and that the next call is matched against.</summary>
    public async Task<CourseOutlook> AsStoredAsync(CourseOutlook rehearsed, CancellationToken cancellationToken) =>
        rehearsed with { Etag = EtagOf(await db.Courses.AsNoTracking().Where(c => c.Id == rehearsed.CourseId).Select(c => c.Version).SingleAsync(cancellationToken)) };

    private static string EtagOf(int version) => "\"" + version.ToString(CultureInfo.InvariantCulture) + "\"";

    /// <summary>The outlook with the progress it is made from.</summary>
    public async Task<(CourseOutlook Outlook, CourseProgress Progress)> OfAsync(Course course, CancellationToken cancellationToken)
    {
        var appointments = await db.Appointments.AsNoTracking().Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken);
        var protocol = await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken);
        var clock = FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == course.SiteId, cancellationToken));
        var today = clock.DateOf(context.Now);
        var progress = CourseProgress.Of(course.Targets, appointments);
        var dates = CourseProjection.Dates(protocol.Definition, course.Targets, appointments, today, clock, CourseTerms.Limits(course.Coverage, progress, enforce: false), CadenceLimit.Of(course));
        DateOnly? end = dates.Count > 0 ? dates[^1] : null;
        var until = course.Coverage?.WindowUntil;
        var windows = await WindowsAsync(course, cancellationToken);
        // What is past can't be moved into a window any more; what is to come and in none still can.
        var outside = dates.Select((d, i) => new SessionOutsideCoverage(i + 1, d)).Where(s => s.LocalDate > until || (s.LocalDate >= today && !windows.Exists(w => w.Holds(s.LocalDate)))).ToList();
        progress = progress with { ProjectedEndsOn = end };
        return (new CourseOutlook
        {
            CourseId = course.Id,
            Etag = EtagOf(course.Version),
            Target = progress.Target,
            Delivered = progress.Delivered,
            Booked = progress.Booked,
            Owed = progress.Owed,
            Missed = progress.Missed,
            Undecided = progress.Undecided,
            LastDeliveredOn = progress.LastDeliveredOn,
            GapDays = progress.LastDeliveredOn is { } last ? today.DayNumber - last.DayNumber : null,
            Gap = await gaps.OfAsync(course, protocol.Definition, appointments, today, GapAction.Flag, cancellationToken),
            ProjectedEndsOn = end,
            CoverageEndsOn = course.Coverage?.WindowUntil,
            EndsAfterCoverage = outside.Exists(s => s.LocalDate > until),
            OutsideCoverage = outside,
            CoverageNeededUntil = outside is [.., var latest] && latest.LocalDate > until ? latest.LocalDate : null,
            InitialMissed = SessionOrder.InitialMissed(protocol.Definition, appointments),
            RedeterminationOwedFrom = Redetermination.Owed(protocol.Definition, course.ThresholdsFrom, appointments, DateOnly.MaxValue),
        }, progress);
    }

    // One by one where authorizations have several; otherwise the coverage's own dates.
    private async Task<List<CoverageWindow>> WindowsAsync(Course course, CancellationToken cancellationToken)
    {
        if (course.Coverage is not { HasLedger: true, Authorized: true })
        {
            return [new CoverageWindow(course.Coverage?.WindowFrom, course.Coverage?.WindowUntil, null)];
        }

        var giving = (await db.Authorizations.AsNoTracking().Where(a => a.CourseId == course.Id).ToListAsync(cancellationToken)).Where(a => a.State.GivesUnits()).Select(a => a.Id).ToList();
        var lines = await db.AuthorizationLines.AsNoTracking().Where(l => giving.Contains(l.AuthorizationId) && l.Granted > 0).ToListAsync(cancellationToken);
        return [.. lines.Select(l => new CoverageWindow(l.WindowFrom, l.WindowUntil, null))];
    }
}
