using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>
/// Lets the booked visits of a course follow what has changed about it: those that still fit stay, others get the place of their own day that is nearest to the
/// time wanted, and those that find none lose theirs, to be placed at the end of their phase. Whatever could serve them is locked by the caller.
/// </summary>
public sealed class CourseRefitting(ClinicContext context, FactsReader facts, VisitRelocating relocating)
{
    /// <summary>Refits them.</summary>
    /// <returns>How many visits lost their place.</returns>
    internal async Task<int> RefitAsync(OpenedCourse opened, CourseRefit refit, CancellationToken cancellationToken)
    {
        var visits = opened.ToCome(context.Now)
            .Where(v => v.CountsAsSession && v.State != AppointmentState.NeedsNewTime && v.LocalDate >= refit.From)
            .OrderBy(v => v.StartsAt)
            .ToList();
        if (visits.Count == 0)
        {
            return 0;
        }

        var lost = refit.CheckCadence ? OverCadence(opened, visits) : [];
        var staying = visits.Except(lost).Where(v => Stays(v, refit)).ToList();
        var moving = visits.Except(lost).Except(staying).ToList();
        List<VisitToBook> places = [];
        if (moving.Count > 0)
        {
            var search = await SearchAsync(opened, moving[0].LocalDate, moving[^1].LocalDate, cancellationToken);
            IReadOnlyList<Guid> leaving = [.. moving.Concat(lost).Select(v => v.Id)];
            foreach (var visit in moving)
            {
                var clock = search.Clock;
                var near = clock.FirstInstant(visit.LocalDate, refit.PreferredTime ?? visit.LocalTime);
                if (search.Find(visit, opened.Protocol.Kind(visit.Kind)!, visit.Phase!, visit.LocalDate, near, visit.Id, leaving) is { } place)
                {
                    places.Add(place);
                }
                else
                {
                    lost.Add(visit);
                }
            }
        }

        // One whose own place is still the nearest is left alone.
        places.RemoveAll(p => moving.Single(v => v.Id == p.AppointmentId) is var old && BookedVisit.Place(old, p.Kind, ClockOf(opened, old)).IsSamePlaceAs(p));
        var changing = visits.Where(v => lost.Contains(v) || places.Any(p => p.AppointmentId == v.Id)).ToList();
        if (changing.Count > 0)
        {
            await relocating.RelocateAsync([new VisitRelocation(opened.Terms, places, [.. lost.Select(v => v.Id)], changing)], refit.Reason, cancellationToken);
        }

        return lost.Count;
    }

    // What was waived about the number of sessions in a week, on purpose, still is.
    private static List<Appointment> OverCadence(OpenedCourse opened, IReadOnlyList<Appointment> visits)
    {
        var limits = CadenceLimit.Of(opened.Course);
        var ids = visits.Select(v => v.Id).ToHashSet();
        var others = BookingRules.OtherTreatments(opened.Terms, [.. opened.Visits], ids);
        List<Appointment> lost = [];
        foreach (var week in visits.GroupBy(v => ClockOf(opened, v).WeekStart(v.LocalDate)))
        {
            var inWeek = week.ToList();
            var most = CadenceLimit.In(limits, week.Key) is { } cap ? cap - others.Count(o => opened.Clock.WeekStart(o.Treatment.LocalDate) == week.Key) : inWeek.Count;
            foreach (var visit in CadenceLimit.Spread([.. inWeek.Select(v => v.LocalDate)], most).Select(i => inWeek[i]))
            {
                var place = BookedVisit.Place(visit, opened.Protocol.Kind(visit.Kind)!, ClockOf(opened, visit));
                var waived = visit.Override?.Rules.Contains(nameof(Rule.R6)) == true;
                if (!waived && CadenceRules.Check(ClockOf(opened, visit), BookingRules.ContextOf(place, opened.Terms, others), place.Kind, place.Start).Count > 0)
                {
                    lost.Add(visit);
                }
                else
                {
                    others.Add((visit.Id, new CourseTreatment(visit.LocalDate, visit.StartsAt, place.Kind, opened.Protocol.Phase(visit.Phase!)!)));
                }
            }
        }

        return lost;
    }

    private static bool Stays(Appointment visit, CourseRefit refit) => refit.PreferredTime is null || refit.PreferredTime == visit.LocalTime;

    private async Task<MakeUpSearch> SearchAsync(OpenedCourse opened, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var clinic = await facts.ReadSiteAsync(opened.Course.SiteId, from, until, null, cancellationToken);
        var patient = await facts.ReadPatientAsync(opened.Terms.Patient, clinic.Site.Clock, from, until, cancellationToken);
        return new MakeUpSearch(clinic, patient, opened.Terms, opened.Visits, context.Now);
    }

    private static SiteClock ClockOf(OpenedCourse opened, Appointment visit) => SiteClock.ForZone(visit.TimeZone, opened.Clock.FirstDayOfWeek);
}
