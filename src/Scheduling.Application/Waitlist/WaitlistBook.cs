using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Waitlist;

/// <summary>Puts patients on the waitlist, shows it, takes them off.</summary>
public sealed class WaitlistBook(SchedulingDbContext db, ClinicContext context, OfferEndings endings, AuditLog audit, EventLog events)
{
    /// <summary>Puts a course or one visit on the list.</summary>
    /// <exception cref="SchedulingException">invalid_request, unknown_reference, site_not_allowed, wrong_state.</exception>
    public async Task<WaitlistEntry> AddAsync(NewWaitlistEntry wanted, CancellationToken cancellationToken)
    {
        if ((wanted.CourseId is null) == (wanted.AppointmentId is null))
        {
            throw SchedulingException.Invalid("/courseId", "one of courseId and appointmentId is required, and only one");
        }

        var checks = new FieldChecks();
        LocalWindow.Check(checks, wanted.Windows, "/windows");
        checks.ThrowIfAny();
        if (wanted is { Wants: WaitlistWish.OtherTime, Windows.Count: 0 })
        {
            throw SchedulingException.Invalid("/windows", "are required for other_time");
        }

        if (wanted.Until < wanted.From)
        {
            throw SchedulingException.Invalid("/until", "must not be before from");
        }

        if (wanted.ExpiresAt <= context.Now)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The entry would be over already.") { Errors = [new FieldError("/expiresAt", "must be in the future")] };
        }

        var entry = new WaitlistEntry
        {
            ClinicId = context.ClinicId,
            Id = Guid.CreateVersion7(context.Now),
            AppointmentId = wanted.AppointmentId,
            Wants = wanted.Wants,
            Windows = LocalWindow.ToDomain(wanted.Windows),
            FromDate = wanted.From,
            UntilDate = wanted.Until,
            ExpiresAt = wanted.ExpiresAt,
            State = WaitlistState.Waiting,
        };
        (entry.PatientId, entry.CourseId, entry.SiteId) = wanted.CourseId is { } course ? await OfCourseAsync(course, cancellationToken) : await OfVisitAsync(wanted.AppointmentId!.Value, cancellationToken);
        context.RequireSite(entry.SiteId);
        db.WaitlistEntries.Add(entry);
        audit.Write("create", "waitlist_entry", entry.Id);
        events.Append("waitlist.added", "waitlist_entry", entry.Id, entry.SiteId, new { entry.PatientId, entry.CourseId, entry.AppointmentId, entry.Wants });
        await db.SaveChangesAsync(cancellationToken);
        return entry;
    }

    /// <summary>Entries that the key may see, in the order in which they get offers.</summary>
    public async Task<Page<WaitlistEntry>> ListAsync(Guid? siteId, WaitlistState? state, Guid? patientId, Guid? courseId, PageRequest page, CancellationToken cancellationToken)
    {
        audit.Read("waitlist_entry", null, "search");
        return await Visible().AsNoTracking()
            .Where(e => (siteId == null || e.SiteId == siteId) && (state == null || e.State == state) && (patientId == null || e.PatientId == patientId) && (courseId == null || e.CourseId == courseId))
            .ToPageAsync(e => e.CreatedAt, e => e.Id, page, cancellationToken);
    }

    /// <summary>One that the key may see.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<WaitlistEntry> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var entry = await Visible().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();
        audit.Read("waitlist_entry", id);
        return entry;
    }

    /// <summary>Its offers, the newest first.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Page<WaitlistOffer>> OffersAsync(Guid id, PageRequest page, CancellationToken cancellationToken)
    {
        await GetAsync(id, cancellationToken);
        return await db.WaitlistOffers.AsNoTracking().Where(o => o.EntryId == id).ToPageAsync(o => o.CreatedAt, o => o.Id, page, cancellationToken, descending: true);
    }

    /// <summary>Takes an entry off the list; its open offer is lost.</summary>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state.</exception>
    public async Task WithdrawAsync(Guid id, Action<int> expect, CancellationToken cancellationToken)
    {
        await LockAsync(id, cancellationToken);
        var entry = await GetAsync(id, cancellationToken);
        expect(entry.Version);
        if (entry.State != WaitlistState.Waiting)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The entry is {StoredJson.Word(entry.State)}.");
        }

        entry.State = WaitlistState.Withdrawn;
        foreach (var offer in await db.WaitlistOffers.Where(o => o.EntryId == id && o.State == OfferState.Open).ToListAsync(cancellationToken))
        {
            await endings.EndAsync(offer, OfferState.Lost, cancellationToken);
        }

        audit.Write("withdraw", "waitlist_entry", id);
        events.Append("waitlist.withdrawn", "waitlist_entry", id, entry.SiteId, new { entry.PatientId });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Whoever ends an entry or accepts one of its offers takes its row first, and the offers' after it.</summary>
    internal Task LockAsync(Guid id, CancellationToken cancellationToken) =>
        db.WaitlistEntries.FromSql($"select * from waitlist_entries where id = {id} for no key update").AsNoTracking().Select(e => e.Id).ToListAsync(cancellationToken);

    private async Task<(Guid Patient, Guid? Course, Guid Site)> OfCourseAsync(Guid id, CancellationToken cancellationToken)
    {
        var course = await db.Courses.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken)
            ?? throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/courseId", "is not a course")] };
        return course.IsBookable ? (course.PatientId, id, course.SiteId) : throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(course.State)}.");
    }

    private async Task<(Guid Patient, Guid? Course, Guid Site)> OfVisitAsync(Guid id, CancellationToken cancellationToken)
    {
        var visit = await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken)
            ?? throw new SchedulingException(ProblemCodes.UnknownReference) { Errors = [new FieldError("/appointmentId", "is not an appointment")] };
        return visit.State is AppointmentState.Booked or AppointmentState.Confirmed && visit.StartsAt > context.Now
            ? (visit.PatientId, visit.CourseId, visit.SiteId)
            : throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(visit.State)} or past; only one to come can be moved.");
    }

    private IQueryable<WaitlistEntry> Visible() => context.Identity.SiteIds is { } sites ? db.WaitlistEntries.Where(e => sites.Contains(e.SiteId)) : db.WaitlistEntries;
}
