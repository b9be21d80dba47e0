using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>
/// Plans again only what was lost: visits whose places are still free keep them, each of the others gets the free place of its day that is nearest to the one
/// it had. A lost race costs a look at those days, and the course stays where it was meant to be.
/// </summary>
public sealed class PlanMending(SchedulingDbContext db, ClinicContext context, FactsReader facts, BookReader reader)
{
    // Where more are gone than this share, the course is better planned anew, and not dearer.
    private const int MostLostOneIn = 4;

    /// <summary>The visits mended, in their order; null where many are lost or a day has no place left, so that the course has to be planned anew.</summary>
    /// <param name="terms">What the visits are booked under.</param>
    /// <param name="question">What was asked for.</param>
    /// <param name="visits">The visits as they were planned, all at one site.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<VisitToBook>?> MendAsync(BookingTerms terms, PlanQuestion question, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        var book = await reader.ReadAsync(terms, visits, cancellationToken);
        var lost = BookingRules.Find(terms, visits, book).Broken.Select(b => b.Visit.AppointmentId).ToHashSet();
        if (lost.Count * MostLostOneIn > visits.Count)
        {
            return null;
        }

        var (site, _) = book.Sites[visits[0].SiteId];
        var clock = FactsReader.ClockOf(site);
        var own = terms.Holds.Select(h => h.Id).ToList();
        var patient = FactsReader.FactsOf(terms.Patient, clock, book.PatientTaken).Without(own);
        patient = question.Windows is { } windows ? patient with { Windows = windows } : patient;
        var model = terms.Course?.DeviceModelId ?? book.Sites[site.Id].Facts.Devices.Select(d => (Guid?)d.ModelId).FirstOrDefault();
        var trip = new RoundTrip(db);
        var days = visits.Where(v => lost.Contains(v.AppointmentId)).Select(v => clock.DateOf(v.Start)).Distinct()
            .ToDictionary(d => d, d => facts.AskSite(trip, new SiteQuestion(site.Id, d, d) { WithoutHolds = own, WithOwners = false }));
        await trip.SendAsync(cancellationToken);

        var mended = visits.ToList();
        for (var i = 0; i < mended.Count; i++)
        {
            var visit = mended[i];
            if (!lost.Contains(visit.AppointmentId))
            {
                continue;
            }

            var date = clock.DateOf(visit.Start);
            var clinic = days[date].Value!.Facts;
            var others = mended.Where(v => v != visit).ToList();
            var present = patient with { Taken = [.. patient.Taken, .. others.Select(o => new Occupation(0, new TimeRange(o.Start, o.End), o.AppointmentId))] };
            var rules = RulesOf(visit, terms, others, book, clock, model);
            var nearest = AvailabilitySearch.Find(clinic, present, rules, visit.Kind, date, date, context.Now, int.MaxValue).MinBy(f => (f.Start - visit.Start).Duration());
            if (nearest is null)
            {
                return null;
            }

            mended[i] = ResourceChoice.Choose(clinic, present, visit with { Start = nearest.Start }, new NamedResources(), rules, []);
        }

        return mended;
    }

    // With the other visits where they are now; on the model that those are treated on (R23); in the windows that were asked for.
    private static VisitContext RulesOf(VisitToBook visit, BookingTerms terms, IReadOnlyList<VisitToBook> others, LockedBook book, SiteClock clock, Guid? model)
    {
        var treatments = others
            .Where(o => o.Phase is not null && o.Kind.CountsAsTreatment && terms.Protocol!.Definition.Phase(o.Phase) is not null)
            .Select(o => (o.AppointmentId, new CourseTreatment(clock.DateOf(o.Start), o.Start, o.Kind, terms.Protocol!.Definition.Phase(o.Phase!)!)));
        var rules = BookingRules.ContextOf(visit, terms, [.. BookingRules.OtherTreatments(terms, book.OfCourse, []), .. treatments]) with { CheckPatientWindows = true };
        return visit.Phase is null ? rules : rules with { ModelId = model };
    }
}
