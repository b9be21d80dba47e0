using Scheduling.Application.Appointments;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>
/// Plans again only what was lost: visits whose places are still free keep them, each of the others gets the free place of its day that is nearest to the one
/// it had. A race for a place costs a look at one day, and the course stays where it was meant to be.
/// </summary>
internal static class PlanMending
{
    // Where more are gone than this share, the course is better planned anew, and not dearer.
    private const int MostLostOneIn = 4;

    /// <summary>The visits mended, in their order; null where many are lost or a day has no place left, so that the course has to be planned anew.</summary>
    /// <param name="request">The course's facts as they are now.</param>
    /// <param name="terms">What the visits are booked under.</param>
    /// <param name="visits">The visits as they were planned, all at one site.</param>
    internal static IReadOnlyList<VisitToBook>? Mend(CoursePlanRequest request, BookingTerms terms, IReadOnlyList<VisitToBook> visits)
    {
        var clinic = request.Sites.Single(s => s.Site.Id == visits[0].SiteId);
        var mended = visits.ToList();
        var lost = Enumerable.Range(0, mended.Count).Where(i => !IsFree(clinic, request, terms, mended, i)).ToList();
        if (lost.Count * MostLostOneIn > mended.Count)
        {
            return null;
        }

        foreach (var i in lost)
        {
            var visit = mended[i];
            var date = clinic.Site.Clock.DateOf(visit.Start);
            var day = On(clinic, date);
            var (patient, context) = Around(clinic, request, terms, mended, i);
            var free = AvailabilitySearch.Find(day, patient, context, visit.Kind, date, date, request.NotBefore, int.MaxValue);
            if (free.Count == 0)
            {
                return null;
            }

            var nearest = free.MinBy(f => (f.Start - visit.Start).Duration())!;
            mended[i] = ResourceChoice.Choose(day, patient, visit with { Start = nearest.Start }, new NamedResources(), context, []);
        }

        return mended;
    }

    private static bool IsFree(ClinicFacts clinic, CoursePlanRequest request, BookingTerms terms, List<VisitToBook> visits, int index)
    {
        var (patient, context) = Around(clinic, request, terms, visits, index);
        return VisitCheck.Check(clinic, patient, BookingRules.ToCheck(visits[index], terms), context).Count == 0;
    }

    // The visit's patient and rules with the other visits where they are now; on the model that those are treated on (R23).
    private static (PatientFacts Patient, VisitContext Context) Around(ClinicFacts clinic, CoursePlanRequest request, BookingTerms terms, List<VisitToBook> visits, int index)
    {
        var visit = visits[index];
        var others = visits.Where((_, at) => at != index).ToList();
        var treatments = others
            .Where(o => o.Phase is not null && o.Kind.CountsAsTreatment && terms.Protocol!.Definition.Phase(o.Phase) is not null)
            .Select(o => (o.AppointmentId, new CourseTreatment(clinic.Site.Clock.DateOf(o.Start), o.Start, o.Kind, terms.Protocol!.Definition.Phase(o.Phase!)!)));
        // The windows that were asked for stand in the request, in place of the patient's own where the question named some.
        var context = BookingRules.ContextOf(visit, terms, treatments) with { CheckPatientWindows = true };
        var model = others.Select(o => clinic.Devices.FirstOrDefault(d => d.Id == o.DeviceId)?.ModelId).FirstOrDefault(m => m is not null);
        return (
            request.Patient with { Taken = [.. request.Patient.Taken, .. others.Select(o => new Occupation(0, new TimeRange(o.Start, o.End), o.AppointmentId))] },
            visit.Phase is null ? context : context with { ModelId = context.ModelId ?? model });
    }

    // A day's own rows and a day on each side: a search looks at each of them often.
    private static ClinicFacts On(ClinicFacts clinic, DateOnly date)
    {
        var span = new TimeRange(clinic.Site.Clock.DayBounds(date.AddDays(-1)).From, clinic.Site.Clock.DayBounds(date.AddDays(1)).Until);
        IReadOnlyList<Occupation> Near(IReadOnlyList<Occupation> taken) => [.. taken.Where(t => t.Range.Overlaps(span))];
        return clinic with
        {
            Staff = [.. clinic.Staff.Select(s => s with { Taken = Near(s.Taken), Supervising = Near(s.Supervising), Shifts = [.. s.Shifts.Where(x => x.Range.Overlaps(span))] })],
            Devices = [.. clinic.Devices.Select(d => d with { Taken = Near(d.Taken) })],
            Rooms = [.. clinic.Rooms.Select(r => r with { Taken = Near(r.Taken) })],
            Coils = [.. clinic.Coils.Select(c => c with { Taken = Near(c.Taken) })],
        };
    }
}
