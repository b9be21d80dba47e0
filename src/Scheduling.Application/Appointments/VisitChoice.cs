using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Chooses resources for visits whose start is given, as the book stands now. The booking checks again under its locks.</summary>
public sealed class VisitChoice(SchedulingDbContext db, FactsReader facts, VisitBooking booking)
{
    /// <summary>The visit with what was asked for taken as given and the rest chosen, its own resources preferred.</summary>
    public async Task<VisitToBook> ChooseAsync(BookingTerms terms, VisitToBook visit, NamedResources? asked, CancellationToken cancellationToken) =>
        (await TryAsync(terms, visit, asked, cancellationToken)).Visit;

    /// <summary>The same, telling whether it serves; otherwise it is the nearest try.</summary>
    public async Task<(VisitToBook Visit, bool Fits)> TryAsync(BookingTerms terms, VisitToBook visit, NamedResources? asked, CancellationToken cancellationToken)
    {
        var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == visit.SiteId, cancellationToken);
        var clock = FactsReader.ClockOf(site);
        var (from, until) = (clock.DateOf(visit.Start), clock.DateOf(visit.End));
        var clinic = await facts.ReadSiteAsync(site.Id, from, until, null, cancellationToken);
        var patient = await facts.ReadPatientAsync(terms.Patient, clock, from, until, cancellationToken);
        var context = await booking.ContextAsync(terms, visit, cancellationToken);
        var chosen = ResourceChoice.Choose(
            clinic, patient, visit, asked ?? new NamedResources(), context, [.. terms.Holds.Select(h => h.Id)], terms.WaivedRules, out var fits);
        return (chosen, fits);
    }

    /// <summary>A plan's visits with single sessions moved elsewhere.</summary>
    /// <exception cref="SchedulingException">A session that the plan does not have, or twice.</exception>
    public async Task<IReadOnlyList<VisitToBook>> ChangeAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, IReadOnlyList<SessionChange> changes, CancellationToken cancellationToken)
    {
        var changed = visits.ToList();
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            var at = changed.FindIndex(v => v.SessionNumber == change.SessionNumber);
            if (at < 0)
            {
                throw SchedulingException.Invalid($"/changes/{i}/sessionNumber", "is not a session of the plan");
            }

            if (changes.Take(i).Any(c => c.SessionNumber == change.SessionNumber))
            {
                throw SchedulingException.Invalid($"/changes/{i}/sessionNumber", "is changed twice");
            }

            changed[at] = await ChooseAsync(terms, changed[at] with { Start = change.Start }, change.Resources, cancellationToken);
        }

        return changed;
    }
}
