using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Appointments;
using Scheduling.Application.Calendars;
using Scheduling.Application.Messaging;
using Scheduling.Application.Persistence;
using Scheduling.Application.Waitlist;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.PatientPages;

/// <summary>
/// What patients see and do behind their links (M8). Reading changes nothing, since mail scanners open every link; what a patient presses acts once, however often it is
/// pressed, and nothing here cancels a visit.
/// </summary>
public sealed class PatientPages(
    SchedulingDbContext db, ClinicContext context, PatientFiles files, MessageBook messages, MessageConsents consents, DayWork dayWork, WaitlistOffers offers, AuditLog audit)
{
    /// <summary>The page behind a link.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<PatientPage> ReadAsync(Guid linkId, CancellationToken cancellationToken)
    {
        var link = await db.PatientLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Id == linkId, cancellationToken) ?? throw SchedulingException.NotFound();
        var messaging = await db.PatientMessaging.AsNoTracking().SingleAsync(m => m.Id == link.PatientId, cancellationToken);
        return await PageAsync(link, await files.ReadAsync(messaging, cancellationToken), cancellationToken);
    }

    /// <summary>The patient will come. What they see may be older than the book: a visit that has changed since isn't confirmed.</summary>
    /// <param name="linkId">The link.</param>
    /// <param name="visitId">The visit.</param>
    /// <param name="scheduleVersion">Its version as the patient saw it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, wrong_state.</exception>
    public async Task ConfirmAsync(Guid linkId, Guid visitId, int scheduleVersion, CancellationToken cancellationToken)
    {
        var page = await LockAsync(linkId, cancellationToken);
        var visit = Visit(page, visitId, scheduleVersion);
        if (visit.State == AppointmentState.Booked)
        {
            await dayWork.ConfirmAsync(visitId, null, a => Require(a, scheduleVersion), cancellationToken);
        }

        // Whoever confirms a visit knows its time: nobody needs to call them about it (M11).
        var told = await db.Messages.AsNoTracking()
            .Where(m => m.PatientId == page.Link.PatientId && m.Kind == MessageKind.UrgentChange && m.State == MessageState.Sent && m.ConfirmedAt == null).ToListAsync(cancellationToken);
        foreach (var message in told.Where(m => m.Says.Any(s => s.Stands && s.AppointmentId == visitId && s.StartsAt == visit.StartsAt)))
        {
            await messages.ConfirmAsync(message.Id, _ => { }, cancellationToken);
        }
    }

    /// <summary>The patient has read the change that the link's message told (M11).</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task SeenAsync(Guid linkId, CancellationToken cancellationToken)
    {
        if ((await LockAsync(linkId, cancellationToken)).ToConfirm is { } message)
        {
            await messages.ConfirmAsync(message.Id, _ => { }, cancellationToken);
        }
    }

    /// <summary>Takes or leaves the place that the link's message offers.</summary>
    /// <exception cref="SchedulingException">not_found; wrong_state, place_taken, rule_broken when it is gone.</exception>
    public async Task AnswerOfferAsync(Guid linkId, bool accept, CancellationToken cancellationToken)
    {
        var page = await LockAsync(linkId, cancellationToken);
        if (page.Offer is not { } offer)
        {
            var message = await db.Messages.AsNoTracking().SingleAsync(m => m.Id == page.Link.MessageId, cancellationToken);
            var answered = await db.WaitlistOffers.AsNoTracking().SingleOrDefaultAsync(o => o.Id == message.OfferId, cancellationToken);
            if (answered?.State == (accept ? OfferState.Accepted : OfferState.Declined))
            {
                return;
            }

            throw new SchedulingException(ProblemCodes.WrongState, "The offer is gone.");
        }

        if (accept)
        {
            await offers.AcceptAsync(offer.EntryId, offer.Id, _ => { }, cancellationToken);
        }
        else
        {
            await offers.DeclineAsync(offer.EntryId, offer.Id, _ => { }, cancellationToken);
        }
    }

    /// <summary>Stops messages to the address that the link went to (M6, M7). Good even where the link is over: no word of the patient's is shown for it.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task StopAsync(Guid linkId, CancellationToken cancellationToken)
    {
        var link = await db.PatientLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Id == linkId, cancellationToken) ?? throw SchedulingException.NotFound();
        await files.LockAsync(link.PatientId, cancellationToken);
        var record = await db.MessageConsents.AsNoTracking().Where(c => c.PatientId == link.PatientId).OrderBy(c => c.At).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        if (ConsentRecord.Refuse(record.Select(c => c.AsEntry), link.Channel, link.Address) is not "opted_out")
        {
            await consents.AddAsync(link.PatientId, new ConsentEntry(link.Channel, link.Address, false, context.Now, "link"), cancellationToken);
        }
    }

    /// <summary>The patient's visits to come as a calendar file.</summary>
    /// <returns>Null where the link is over.</returns>
    public async Task<string?> CalendarAsync(Guid linkId, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(linkId, cancellationToken);
        return page is { Ended: false, File: { } file }
            ? CalendarFile.Publish(page.Visits.Select(v => MessageCalendar.Entry(v, file, VisitWords.For(file.Patient.Language))), context.Now)
            : null;
    }

    /// <summary>The page under the lock of the patient's file, and not ended: two presses at once come one after the other.</summary>
    internal async Task<PatientPage> LockAsync(Guid linkId, CancellationToken cancellationToken)
    {
        var link = await db.PatientLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Id == linkId, cancellationToken) ?? throw SchedulingException.NotFound();
        var page = await PageAsync(link, await files.LockAsync(link.PatientId, cancellationToken), cancellationToken);
        return page.Ended ? throw SchedulingException.NotFound() : page;
    }

    /// <summary>A visit of the page, as the patient saw it.</summary>
    /// <exception cref="SchedulingException">not_found; wrong_state when it has changed since.</exception>
    internal static Appointment Visit(PatientPage page, Guid visitId, int scheduleVersion)
    {
        var visit = page.Visits.SingleOrDefault(v => v.Id == visitId) ?? throw SchedulingException.NotFound();
        Require(visit, scheduleVersion);
        return visit;
    }

    /// <summary>Refuses a visit that is not as the patient saw it.</summary>
    internal static void Require(Appointment visit, int scheduleVersion)
    {
        if (visit.ScheduleVersion != scheduleVersion)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The visit has changed since the page was shown.");
        }
    }

    private async Task<PatientPage> PageAsync(PatientLink link, PatientFile? file, CancellationToken cancellationToken)
    {
        // A number or address that has become somebody else's opens nothing any more.
        var isTheirs = file is not null && string.Equals(file.AddressOf(link.Channel), link.Address, StringComparison.OrdinalIgnoreCase);
        var stopped = file is not null && ConsentRecord.Refuse(file.Consents, link.Channel, link.Address) == "opted_out";
        if (file is null || !isTheirs || link.ExpiresAt <= context.Now)
        {
            return new PatientPage(link, file, true, [], new Dictionary<Guid, TimeRequest>(), null, null, stopped);
        }

        audit.Read("patient_page", link.PatientId);
        var told = file.AsTold().Where(v => v.StartsAt > context.Now).Select(v => v.AppointmentId).ToHashSet();
        var visits = file.Appointments.Where(a => told.Contains(a.Id)).ToList();
        var asked = await db.TimeRequests.AsNoTracking().Where(r => r.PatientId == link.PatientId && r.State == TimeRequestState.Open).ToDictionaryAsync(r => r.AppointmentId, cancellationToken);
        var message = await db.Messages.AsNoTracking().SingleAsync(m => m.Id == link.MessageId, cancellationToken);
        var offer = message.OfferId is null ? null
            : await db.WaitlistOffers.AsNoTracking().SingleOrDefaultAsync(o => o.Id == message.OfferId && o.State == OfferState.Open && o.ExpiresAt > context.Now, cancellationToken);
        var toConfirm = MessageKinds.News.Contains(message.Kind) && message.ConfirmedAt is null && message.State is MessageState.Sent or MessageState.Unknown ? message : null;
        return new PatientPage(link, file, false, visits, asked, offer, toConfirm, stopped);
    }
}
