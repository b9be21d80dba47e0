using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Time;

namespace Scheduling.Application.PatientPages;

/// <summary>Patients ask for another time; staff answer, or the clinic's policy moves the visit at once.</summary>
public sealed class TimeRequests(
    SchedulingDbContext db, ClinicContext context, PatientPages pages, BookedVisits visits, FreeStarts free, VisitChanges changes, TimeRequestEndings endings, TaskBook tasks, AuditLog audit, EventLog events)
{
    private const int StepMinutes = 30;
    private const int Looked = 160;
    private const int Shown = 15;

    /// <summary>Free times for a visit, as they are now: on the nearest days the first, a middle and the last one.</summary>
    /// <exception cref="SchedulingException">not_found; wrong_state when the visit can't be moved any more.</exception>
    public async Task<(PatientPage Page, Appointment Visit, IReadOnlyList<DateTimeOffset> Starts)> TimesAsync(Guid linkId, Guid visitId, CancellationToken cancellationToken)
    {
        var page = await pages.ReadAsync(linkId, cancellationToken);
        var visit = page.Visits.SingleOrDefault(v => v.Id == visitId) ?? throw SchedulingException.NotFound();
        return (page, visit, await StartsAsync(page, visit, cancellationToken));
    }

    /// <summary>Asks for another time. Where the policy says so and there is time enough, the visit moves at once; otherwise it stays, and staff get a task.</summary>
    /// <param name="linkId">The link.</param>
    /// <param name="visitId">The visit.</param>
    /// <param name="scheduleVersion">Its version as the patient saw it.</param>
    /// <param name="start">The start that would suit, one of those shown; null to be called.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>True when the visit has moved.</returns>
    /// <exception cref="SchedulingException">not_found; wrong_state when the visit has changed; place_taken, rule_broken when the time is no longer free.</exception>
    public async Task<bool> AskAsync(Guid linkId, Guid visitId, int scheduleVersion, DateTimeOffset? start, CancellationToken cancellationToken)
    {
        var page = await pages.LockAsync(linkId, cancellationToken);
        var visit = PatientPages.Visit(page, visitId, scheduleVersion);
        if (start is { } wanted && !(await StartsAsync(page, visit, cancellationToken)).Contains(wanted))
        {
            throw new SchedulingException(ProblemCodes.PlaceTaken, "That time is no longer free.");
        }

        var policy = page.File!.Terms.Policy;
        if (start is { } place && policy.PatientsMove && visit.StartsAt > context.Now.AddHours(policy.PatientNoticeHours))
        {
            await changes.MoveAsync(visitId, new VisitMove { Start = new StartTime(place), Reason = "Asked for by the patient." }, a => PatientPages.Require(a, scheduleVersion), cancellationToken);
            return true;
        }

        var request = await db.TimeRequests.SingleOrDefaultAsync(r => r.AppointmentId == visitId && r.State == TimeRequestState.Open, cancellationToken);
        if (request is null)
        {
            request = new TimeRequest
            {
                Id = context.NextId(),
                PatientId = visit.PatientId,
                AppointmentId = visit.Id,
                SiteId = visit.SiteId,
                ScheduleVersion = scheduleVersion,
                State = TimeRequestState.Open,
            };
            db.TimeRequests.Add(request);
        }

        (request.WantedStart, request.ScheduleVersion) = (start, scheduleVersion);
        audit.Write("ask", "time_request", request.Id);
        events.Append("time_request.asked", "time_request", request.Id, visit.SiteId, new { visit.PatientId, appointmentId = visit.Id, request.WantedStart });
        await db.SaveChangesAsync(cancellationToken);
        await tasks.OpenAsync([TaskToOpen.Of(TaskKind.TimeRequested, visit, request.Id.ToString(), visit.StartsAt)], cancellationToken);
        return false;
    }

    /// <summary>Requests, newest last.</summary>
    public async Task<Page<TimeRequest>> ListAsync(Guid? siteId, TimeRequestState? state, Guid? patientId, PageRequest page, CancellationToken cancellationToken)
    {
        audit.Read("time_request", null, "search");
        return await Visible().AsNoTracking()
            .Where(r => (siteId == null || r.SiteId == siteId) && (state == null || r.State == state) && (patientId == null || r.PatientId == patientId))
            .ToPageAsync(r => r.CreatedAt, r => r.Id, page, cancellationToken);
    }

    /// <summary>One.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<TimeRequest> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        audit.Read("time_request", id);
        return await Visible().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
    }

    /// <summary>Moves the visit to the time asked for.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version; wrong_state when it is decided, outdated or names no time; place_taken, rule_broken.</exception>
    public async Task<TimeRequest> AcceptAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        var request = await OpenAsync(id, expect, cancellationToken);
        if (request.WantedStart is not { } start)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The patient wants to be called and named no time: move the visit, then decline the request as settled.");
        }

        await changes.MoveAsync(request.AppointmentId, new VisitMove { Start = new StartTime(start), Reason = "Asked for by the patient." }, a => PatientPages.Require(a, request.ScheduleVersion), cancellationToken);
        await endings.EndAsync(request, TimeRequestState.Accepted, cancellationToken);
        return request;
    }

    /// <summary>Says no, or that it was settled otherwise. The visit stays as it is; the patient is called by whoever decides.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state when it is decided.</exception>
    public async Task<TimeRequest> DeclineAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        var request = await OpenAsync(id, expect, cancellationToken);
        await endings.EndAsync(request, TimeRequestState.Declined, cancellationToken);
        return request;
    }

    private async Task<IReadOnlyList<DateTimeOffset>> StartsAsync(PatientPage page, Appointment appointment, CancellationToken cancellationToken)
    {
        if (appointment.State is not (AppointmentState.Booked or AppointmentState.Confirmed))
        {
            return [];
        }

        var earliest = context.Now.AddHours(page.File!.Terms.Policy.PatientNoticeHours);
        var visit = await visits.ReadAsync(appointment.Id, cancellationToken);
        var found = await free.OptionsAsync(visit, null, null, StepMinutes, Looked, cancellationToken);
        return
        [
            .. found.Where(f => f.Start >= earliest).GroupBy(f => f.LocalDate).Select(day => day.OrderBy(f => f.Start).ToList()).SelectMany(day => new[] { day[0], day[day.Count / 2], day[^1] }.Distinct()).Take(Shown).Select(f => f.Start).Order(),
        ];
    }

    private async Task<TimeRequest> OpenAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        await GetAsync(id, cancellationToken);
        var request = await db.TimeRequests.FromSql($"select * from time_requests where id = {id} for update").SingleAsync(cancellationToken);
        expect(request.Version);
        return request.State == TimeRequestState.Open ? request : throw new SchedulingException(ProblemCodes.WrongState, $"The request is {StoredJson.Word(request.State)}.");
    }

    private IQueryable<TimeRequest> Visible() => context.Identity.SiteIds is { } sites ? db.TimeRequests.Where(r => sites.Contains(r.SiteId)) : db.TimeRequests;
}
