using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Reports;

namespace Scheduling.Application.Reports;

/// <summary>What became of sessions, by site and session number.</summary>
public sealed class AdherenceReport(SchedulingDbContext db, ReportSites sites)
{
    /// <summary>The report. Numbers and gaps follow from all sessions of a course, wherever they were; rows are of the sites that are seen.</summary>
    public async Task<Report<AdherenceRow>> ReadAsync(ReportQuestion question, CancellationToken cancellationToken)
    {
        var seen = (await sites.OfAsync(question, cancellationToken)).ToDictionary(s => s.Id);
        var ids = seen.Keys.ToList();
        var courses = await db.Courses.AsNoTracking()
            .Where(c => db.Appointments.Any(a => a.CourseId == c.Id && a.CountsAsSession && a.LocalDate >= question.From && a.LocalDate <= question.Until && (ids.Contains(a.SiteId) || ids.Contains(c.SiteId))))
            .OrderBy(c => c.Id).ToListAsync(cancellationToken);
        var counts = Adherence.Of(await AttendancesAsync(courses, question, cancellationToken), question.From, question.Until);
        return new Report<AdherenceRow>
        {
            From = question.From,
            Until = question.Until,
            Rows = [.. counts.Where(c => seen.ContainsKey(c.SiteId)).Select(c => Row(c, seen[c.SiteId].Name)).OrderBy(r => r.SiteName, StringComparer.Ordinal).ThenBy(r => r.SiteId).ThenBy(r => r.Session)],
        };
    }

    private async Task<IEnumerable<CourseAttendance>> AttendancesAsync(List<Course> courses, ReportQuestion question, CancellationToken cancellationToken)
    {
        var ids = courses.Select(c => c.Id).ToArray();
        var versionIds = courses.Select(c => c.ProtocolVersionId).Distinct().ToArray();
        var patientIds = courses.Select(c => c.PatientId).Distinct().ToArray();
        var versions = await db.ProtocolVersions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Definition, cancellationToken);
        var absences = (await db.Patients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).Select(p => new { p.Id, p.Absences }).ToListAsync(cancellationToken)).ToDictionary(p => p.Id, p => p.Absences);
        var holidays = await db.Holidays.AsNoTracking().Select(h => new { h.SiteId, h.Date }).ToListAsync(cancellationToken);
        var sessions = (await db.Appointments.AsNoTracking()
            .Where(a => a.CourseId != null && ids.Contains(a.CourseId.Value) && a.CountsAsSession)
            .Select(a => new { a.CourseId, a.Id, a.SiteId, a.StartsAt, a.LocalDate, a.State, a.PartialCounts, a.LateCancel, a.CheckedInAt, a.Phase })
            .ToListAsync(cancellationToken)).ToLookup(a => a.CourseId!.Value);
        return courses.Select(course => new CourseAttendance
        {
            SiteId = course.SiteOn(sessions[course.Id].Max(a => (DateOnly?)a.LocalDate) ?? question.Until),
            Discontinued = course.State == CourseState.Discontinued,
            Bands = versions[course.ProtocolVersionId].GapBands,
            Absences = [.. absences[course.PatientId]],
            Holidays = holidays.Where(h => h.SiteId is null || h.SiteId == course.SiteOn(h.Date)).Select(h => h.Date).ToHashSet(),
            Attempts = [.. sessions[course.Id].Select(a => new SessionAttempt
            {
                Id = a.Id,
                SiteId = a.SiteId,
                StartsAt = a.StartsAt,
                Date = a.LocalDate,
                State = a.State,
                Delivered = a.State == AppointmentState.Delivered || (a.State == AppointmentState.Partial && a.PartialCounts == true),
                LateCancel = a.LateCancel,
                CheckedInAt = a.CheckedInAt,
                FirstPhase = course.Targets.Count > 0 && a.Phase == course.Targets[0].Phase,
            })],
        });
    }

    private static AdherenceRow Row(AdherenceCount count, string siteName) => new()
    {
        SiteId = count.SiteId,
        SiteName = siteName,
        Session = count.Session,
        Attended = count.Attended,
        Late = count.Late,
        Missed = count.Missed,
        SentHome = count.SentHome,
        Cancelled = count.Cancelled,
        CancelledLate = count.CancelledLate,
        MadeUp = count.MadeUp,
        Gaps = count.Gaps,
        LongestGapDays = count.LongestGapDays,
        DropOuts = count.DropOuts,
    };
}
