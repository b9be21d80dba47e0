using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Reports;

/// <summary>What became of messages, by site, kind and channel; and of visits, by how their patients were reminded of them.</summary>
public sealed class ReminderReport(SchedulingDbContext db, ReportSites sites)
{
    // A digest lists the week that follows it.
    private const int DigestDays = 7;

    // Further than any local date is from the instant in UTC.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2);
    private static readonly MessageState[] Left = [MessageState.Sent, MessageState.Delivered];
    private static readonly AppointmentState[] Came = [AppointmentState.CheckedIn, AppointmentState.InProgress, AppointmentState.Delivered, AppointmentState.Partial, AppointmentState.SentHome];

    /// <summary>The report: messages by the local date on which they were due, visits by theirs.</summary>
    public async Task<Report<ReminderRow>> ReadAsync(ReportQuestion question, CancellationToken cancellationToken)
    {
        var seen = await sites.OfAsync(question, cancellationToken);
        var order = seen.Select((s, i) => (s.Id, i)).ToDictionary(s => s.Id, s => s.i);
        var rows = (await MessagesAsync(question, seen, cancellationToken)).Concat(await AttendanceAsync(question, seen, cancellationToken));
        return new Report<ReminderRow>
        {
            From = question.From,
            Until = question.Until,
            Rows = [.. rows.OrderBy(r => order[r.SiteId]).ThenBy(r => r.Measure).ThenBy(r => r.Kind).ThenBy(r => r.Channel).ThenBy(r => r.RemindedBy)],
        };
    }

    private async Task<IEnumerable<ReminderRow>> MessagesAsync(ReportQuestion question, IReadOnlyList<Site> seen, CancellationToken cancellationToken)
    {
        var ids = seen.Select(s => s.Id).ToArray();
        var (from, until) = (Midnight(question.From) - Margin, Midnight(question.Until) + Margin);
        var found = await db.Messages.AsNoTracking()
            .Where(m => ids.Contains(m.SiteId) && m.DueAt >= from && m.DueAt < until && m.State != MessageState.Superseded)
            .Select(m => new { m.SiteId, m.Kind, m.Channel, m.DueAt, m.State, m.Reason, m.AppointmentId, m.SentAt, Confirmed = m.ConfirmedAt != null }).ToListAsync(cancellationToken);
        var reminded = found.Where(m => m.Kind == MessageKind.VisitReminder && Left.Contains(m.State)).Select(m => m.AppointmentId!.Value).Distinct().ToArray();
        var confirmed = (await db.AppointmentChanges.AsNoTracking().Where(c => reminded.Contains(c.AppointmentId) && c.Kind == "confirmed").Select(c => new { c.AppointmentId, c.At }).ToListAsync(cancellationToken))
            .ToLookup(c => c.AppointmentId, c => c.At);
        var clocks = seen.ToDictionary(s => s.Id, FactsReader.ClockOf);
        return found
            .Where(m => MessageKinds.ClassOf(m.Kind) != MessageClass.Answer && clocks[m.SiteId].DateOf(m.DueAt) is var on && on >= question.From && on <= question.Until)
            .GroupBy(m => (m.SiteId, m.Kind, m.Channel))
            .Select(g => new ReminderRow
            {
                SiteId = g.Key.SiteId,
                SiteName = seen.First(s => s.Id == g.Key.SiteId).Name,
                Measure = ReminderMeasure.Messages,
                Kind = g.Key.Kind,
                Channel = g.Key.Channel,
                Due = g.Count(),
                Sent = g.Count(m => Left.Contains(m.State)),
                Delivered = g.Count(m => m.State == MessageState.Delivered),
                Failed = g.Count(m => m.State == MessageState.Failed),
                Unknown = g.Count(m => m.State == MessageState.Unknown),
                HeldBack = g.Count(m => m.State == MessageState.Suppressed),
                OptedOut = g.Count(m => m is { State: MessageState.Suppressed, Reason: "opted_out" }),
                Confirmed = g.Count(m => m.Confirmed || (m.Kind == MessageKind.VisitReminder && Left.Contains(m.State) && confirmed[m.AppointmentId!.Value].Any(at => at >= m.SentAt))),
            });
    }

    private async Task<IEnumerable<ReminderRow>> AttendanceAsync(ReportQuestion question, IReadOnlyList<Site> seen, CancellationToken cancellationToken)
    {
        var ids = seen.Select(s => s.Id).ToArray();
        var visits = await db.Appointments.AsNoTracking()
            .Where(a => ids.Contains(a.SiteId) && a.LocalDate >= question.From && a.LocalDate <= question.Until
                && (Came.Contains(a.State) || a.State == AppointmentState.NoShow || (a.State == AppointmentState.CancelledByPatient && a.LateCancel)))
            .Select(a => new { a.Id, a.SiteId, a.PatientId, a.StartsAt, a.LocalDate, a.State }).ToListAsync(cancellationToken);
        var patients = visits.Select(v => v.PatientId).Distinct().ToArray();
        var (from, until) = (Midnight(question.From.AddDays(-DigestDays)) - Margin, Midnight(question.Until) + Margin);
        var appointmentIds = visits.Select(v => v.Id).ToArray();
        var reminders = (await db.Messages.AsNoTracking()
            .Where(m => m.Kind == MessageKind.VisitReminder && Left.Contains(m.State) && m.AppointmentId != null && appointmentIds.Contains(m.AppointmentId.Value))
            .Select(m => new { m.AppointmentId, m.SentAt }).ToListAsync(cancellationToken)).ToLookup(m => m.AppointmentId!.Value, m => m.SentAt);
        var digests = (await db.Messages.AsNoTracking()
            .Where(m => m.Kind == MessageKind.WeeklyDigest && Left.Contains(m.State) && patients.Contains(m.PatientId) && m.DueAt >= from && m.DueAt < until)
            .Select(m => new { m.PatientId, m.Name, m.SentAt }).ToListAsync(cancellationToken))
            .ToLookup(m => m.PatientId, m => (On: DateOnly.ParseExact(m.Name[^10..], "yyyy-MM-dd", CultureInfo.InvariantCulture), m.SentAt));
        return visits
            .GroupBy(v => (v.SiteId, By: reminders[v.Id].Any(at => at < v.StartsAt) ? RemindedBy.Reminder
                : digests[v.PatientId].Any(d => d.SentAt < v.StartsAt && d.On < v.LocalDate && v.LocalDate <= d.On.AddDays(DigestDays)) ? RemindedBy.Digest
                : RemindedBy.Nothing))
            .Select(g => new ReminderRow
            {
                SiteId = g.Key.SiteId,
                SiteName = seen.First(s => s.Id == g.Key.SiteId).Name,
                Measure = ReminderMeasure.Attendance,
                RemindedBy = g.Key.By,
                Visits = g.Count(),
                Attended = g.Count(v => Came.Contains(v.State)),
                Missed = g.Count(v => v.State == AppointmentState.NoShow),
                CancelledLate = g.Count(v => v.State == AppointmentState.CancelledByPatient),
            });
    }

    private static DateTimeOffset Midnight(DateOnly date) => new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
