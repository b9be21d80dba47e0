using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Outcomes;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Outcomes;
using Scheduling.Domain.Reports;

namespace Scheduling.Application.Reports;

/// <summary>How ended courses came out, by site, protocol and instrument.</summary>
public sealed class OutcomesReport(SchedulingDbContext db, ReportSites sites)
{
    /// <summary>The report.</summary>
    public async Task<Report<OutcomesRow>> ReadAsync(ReportQuestion question, CancellationToken cancellationToken)
    {
        var seen = (await sites.OfAsync(question, cancellationToken)).ToDictionary(s => s.Id, s => s.Name);
        var ids = seen.Keys.ToList();
        var sessions = db.Appointments.AsNoTracking().Where(a => a.CountsAsSession && (a.State == AppointmentState.Delivered || (a.State == AppointmentState.Partial && a.PartialCounts == true)));
        var courses = await (
            from course in db.Courses.AsNoTracking()
            join protocol in db.Protocols.AsNoTracking() on course.ProtocolId equals protocol.Id
            let last = sessions.Where(a => a.CourseId == course.Id).Max(a => (DateOnly?)a.LocalDate)
            where ids.Contains(course.SiteId) && (course.State == CourseState.Completed || course.State == CourseState.Discontinued) && last >= question.From && last <= question.Until
            select new { course.Id, course.SiteId, protocol.Code }).ToListAsync(cancellationToken);
        var courseIds = courses.Select(c => c.Id).ToArray();
        var delivered = (await sessions.Where(a => a.CourseId != null && courseIds.Contains(a.CourseId.Value)).Select(a => new { a.CourseId, a.LocalDate }).ToListAsync(cancellationToken))
            .ToLookup(a => a.CourseId!.Value, a => a.LocalDate);
        var assessments = (await db.Assessments.AsNoTracking().Where(a => courseIds.Contains(a.CourseId)).ToListAsync(cancellationToken)).ToLookup(a => (a.CourseId, a.Instrument));
        List<OutcomesRow> rows = [];
        foreach (var group in courses.GroupBy(c => (c.SiteId, c.Code)))
        {
            var own = group.Select(c => c.Id).ToHashSet();
            var used = assessments.Where(a => own.Contains(a.Key.CourseId)).Select(a => a.Key.Instrument).Distinct().Select(Instruments.Find).OfType<Instrument>().ToList();
            rows.AddRange(used.Select(i => Row(i.Code, [.. own.Select(c => CourseOutcome.Of(i, assessments[(c, i.Code)], [.. delivered[c]]))])));
            if (used.Count == 0)
            {
                rows.Add(Row(null, [.. own.Select(_ => default(CourseOutcome))]));
            }

            OutcomesRow Row(string? instrument, List<CourseOutcome> outcomes)
            {
                var both = outcomes.Where(o => o is { Baseline: not null, Final: not null }).ToList();
                return new OutcomesRow
                {
                    SiteId = group.Key.SiteId,
                    SiteName = seen[group.Key.SiteId],
                    Protocol = group.Key.Code,
                    Instrument = instrument,
                    Courses = outcomes.Count,
                    Assessed = outcomes.Count(o => o.Final is not null),
                    Remission = outcomes.Count(o => o.Status == ResponseStatus.Remission),
                    Response = outcomes.Count(o => o.Status == ResponseStatus.Response),
                    Partial = outcomes.Count(o => o.Status == ResponseStatus.Partial),
                    None = outcomes.Count(o => o.Status == ResponseStatus.None),
                    NoBaseline = outcomes.Count(o => o.Status == ResponseStatus.NoBaseline),
                    MeanBaseline = CourseOutcome.Mean([.. both.Select(o => o.Baseline!.Value)]),
                    MeanFinal = CourseOutcome.Mean([.. both.Select(o => o.Final!.Value)]),
                };
            }
        }

        return new Report<OutcomesRow>
        {
            From = question.From,
            Until = question.Until,
            Rows = [.. rows.OrderBy(r => r.SiteName, StringComparer.Ordinal).ThenBy(r => r.SiteId).ThenBy(r => r.Protocol, StringComparer.Ordinal).ThenBy(r => r.Instrument, StringComparer.Ordinal)],
        };
    }
}
