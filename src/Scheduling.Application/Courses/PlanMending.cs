using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>
/// Plans again only what was lost: visits whose places are still free keep them, each of the others gets the free place of its day that is nearest to the one
/// it had. A lost race costs a look at those days, and the course stays where it was meant to be.
/// </summary>
public sealed class PlanMending(ClinicContext context, CourseDossiers dossiers)
{
    // Where more are gone than this share, the course is better planned anew, and not dearer.
    private const int MostLostOneIn = 4;

    /// <summary>The visits mended, in their order; null where many are lost or a day has no place left, so that the course has to be planned anew.</summary>
    /// <param name="terms">What the visits are booked under.</param>
    /// <param name="request">The request, with facts read since the places were lost.</param>
    /// <param name="visits">The visits as they were planned, all at one site.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<VisitToBook>?> MendAsync(BookingTerms terms, CoursePlanRequest request, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        if (request.Sites.FirstOrDefault(s => s.Site.Id == visits[0].SiteId) is not { } clinic)
        {
            return null;
        }

        var ofCourse = terms.Course is { } course ? (await dossiers.OfAsync(course.Id, cancellationToken)).Appointments : [];
        var kept = BookingRules.OtherTreatments(terms, ofCourse, []);
        var model = terms.Course?.DeviceModelId ?? clinic.Devices.FirstOrDefault(d => visits.Any(v => v.DeviceId == d.Id))?.ModelId;
        var mended = visits.ToList();
        var lost = Enumerable.Range(0, mended.Count).Where(IsLost).ToList();
        if (lost.Count * MostLostOneIn > visits.Count)
        {
            return null;
        }

        foreach (var i in lost)
        {
            var visit = mended[i];
            var date = clinic.Site.Clock.DateOf(visit.Start);
            var patient = PatientBeside(visit);
            var rules = RulesOf(visit);
            var nearest = AvailabilitySearch.Find(clinic, patient, rules, visit.Kind, date, date, context.Now, int.MaxValue).MinBy(f => (f.Start - visit.Start).Duration());
            if (nearest is null)
            {
                return null;
            }

            mended[i] = ResourceChoice.Choose(clinic, patient, visit with { Start = nearest.Start }, new NamedResources(), rules, []);
        }

        return mended;

        bool IsLost(int i) => VisitCheck.Check(clinic, request.Patient, BookingRules.ToCheck(mended[i], terms), RulesOf(mended[i])).Count > 0;

        PatientFacts PatientBeside(VisitToBook visit) => request.Patient with
        {
            Taken = [.. request.Patient.Taken, .. mended.Where(v => v != visit).Select(v => new Occupation(0, new TimeRange(v.Start, v.End), v.AppointmentId))],
        };

        // With the other visits where they are now; on the model that those are treated on (R23); in the windows that were asked for.
        VisitContext RulesOf(VisitToBook visit)
        {
            var treatments = mended
                .Where(o => o != visit && o.Phase is not null && o.Kind.CountsAsTreatment && terms.Protocol!.Definition.Phase(o.Phase) is not null)
                .Select(o => (o.AppointmentId, new CourseTreatment(clinic.Site.Clock.DateOf(o.Start), o.Start, o.Kind, terms.Protocol!.Definition.Phase(o.Phase!)!)));
            var rules = BookingRules.ContextOf(visit, terms, [.. kept, .. treatments]) with { CheckPatientWindows = true };
            return visit.Phase is null ? rules : rules with { ModelId = model };
        }
    }
}
