using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>
/// Lets the booked visits of a course follow what has changed about it: those that still fit stay, others get the place of their own day that is nearest to the
/// time wanted, and those that find none lose theirs, to be placed at the end of their phase. Whatever could serve them is locked by the caller.
/// </summary>
public sealed class CourseRefitting(ClinicContext context, FactsReader facts, VisitKinds kinds, VisitRelocating relocating)
{
    /// <summary>Refits them.</summary>
    /// <exception cref="SchedulingException">course_does_not_fit, place_taken, rule_broken.</exception>
    internal async Task<RefitOutcome> RefitAsync(OpenedCourse opened, CourseRefit refit, CancellationToken cancellationToken)
    {
        var placed = opened.ToCome(context.Now).Where(v => v.State != AppointmentState.NeedsNewTime && v.LocalDate >= refit.From).OrderBy(v => v.StartsAt).ToList();
        var visits = placed.Where(v => v.CountsAsSession).ToList();
        var lost = refit.CheckCadence ? OverCadence(opened, visits) : [];
        var staying = visits.Except(lost).Where(v => Stays(v, refit)).ToList();
        var moving = visits.Except(lost).Except(staying).ToList();
        var others = placed.Where(v => !v.CountsAsSession && refit.LeaveAll && v.SiteId != opened.Course.SiteOn(v.LocalDate)).ToList();
        var (places, first) = await PlacesAsync(opened, refit, moving, others, lost, begun: visits is [] || staying.Contains(visits[0]), cancellationToken);

        // One whose own place is still the nearest is left alone.
        places.RemoveAll(p => placed.Single(v => v.Id == p.AppointmentId) is var old && old.SiteId == p.SiteId && old.Kind == p.Kind.Code && !refit.ChangedKinds.Contains(old.Kind)
            && BookedVisit.Place(old, p.Kind, ClockOf(opened, old)).IsSamePlaceAs(p));
        var changing = placed.Where(v => lost.Contains(v) || places.Any(p => p.AppointmentId == v.Id)).ToList();
        if (changing.Count > 0)
        {
            await relocating.RelocateAsync([new VisitRelocation(opened.Terms, places, [.. lost.Select(v => v.Id)], changing)], CourseReasons.Amended, cancellationToken);
        }

        return new RefitOutcome(lost.Count, first);
    }

    // Those without a place join the lost. What comes first is of its kind; visits in front of it that have no room for that are lost too.
    private async Task<(List<VisitToBook> Places, Guid? First)> PlacesAsync(
        OpenedCourse opened, CourseRefit refit, List<Appointment> moving, List<Appointment> others, List<Appointment> lost, bool begun, CancellationToken cancellationToken)
    {
        List<VisitToBook> places = [];
        if (moving.Count + others.Count == 0)
        {
            return (places, null);
        }

        var beginning = refit.FirstKind ?? (moving.Concat(lost).MinBy(v => v.StartsAt) is { } next && SessionOrder.Determines(opened.Protocol, next.Kind) ? next.Kind : null);
        begun = (begun && refit.FirstKind is null) || beginning is null || moving.Count == 0;
        Guid? first = null;
        IReadOnlyList<Guid> leaving = [.. moving.Concat(others).Concat(lost).Select(v => v.Id)];
        var searches = await SearchesAsync(opened, [.. moving.Concat(others)], SiteOf, cancellationToken);
        foreach (var visit in moving)
        {
            var kind = opened.Protocol.Kind(begun ? visit.Kind : beginning!)!;
            if (searches[SiteOf(visit)].Find(visit, kind, visit.Phase!, visit.LocalDate, Near(visit), visit.Id, leaving) is { } place)
            {
                places.Add(place);
                (begun, first) = (true, first ?? visit.Id);
            }
            else
            {
                lost.Add(visit);
            }
        }

        if (!begun)
        {
            throw new SchedulingException(ProblemCodes.CourseDoesNotFit, $"None of the days has room for the visit of kind {beginning} that comes first.") { Rule = "R7" };
        }

        foreach (var visit in others)
        {
            places.Add(searches[SiteOf(visit)].Find(visit, await kinds.OfAsync(visit, opened.Terms.Protocol, cancellationToken), null, visit.LocalDate, Near(visit), visit.Id, leaving)
                ?? throw new SchedulingException(ProblemCodes.CourseDoesNotFit, $"The course's visit of kind {visit.Kind} has no place on its day: cancel it, or move it first.") { Rule = "R7" });
        }

        return (places, first);

        Guid SiteOf(Appointment visit) => refit.LeaveAll ? opened.Course.SiteOn(visit.LocalDate) : visit.SiteId;

        DateTimeOffset Near(Appointment visit) => searches[SiteOf(visit)].Clock.FirstInstant(visit.LocalDate, (visit.CountsAsSession ? refit.PreferredTime : null) ?? visit.LocalTime);
    }

    // What was waived about the number of sessions in a week, on purpose, still is.
    private static List<Appointment> OverCadence(OpenedCourse opened, IReadOnlyList<Appointment> visits)
    {
        var limits = CadenceLimit.Of(opened.Course);
        var others = BookingRules.OtherTreatments(opened.Terms, [.. opened.Visits], [.. visits.Select(v => v.Id)]);
        List<Appointment> lost = [];
        foreach (var week in visits.GroupBy(v => opened.Clock.WeekStart(v.LocalDate)))
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

    private static bool Stays(Appointment visit, CourseRefit refit) => !refit.LeaveAll && !refit.ChangedKinds.Contains(visit.Kind) && (refit.PreferredTime is null || refit.PreferredTime == visit.LocalTime);

    // Places found at one site count as taken at the others.
    private async Task<IReadOnlyDictionary<Guid, MakeUpSearch>> SearchesAsync(
        OpenedCourse opened, IReadOnlyList<Appointment> visits, Func<Appointment, Guid> siteOf, CancellationToken cancellationToken)
    {
        Dictionary<Guid, MakeUpSearch> searches = [];
        List<VisitToBook> found = [];
        foreach (var ofSite in visits.GroupBy(siteOf))
        {
            var (from, until) = (ofSite.Min(v => v.LocalDate), ofSite.Max(v => v.LocalDate));
            var clinic = await facts.ReadSiteAsync(ofSite.Key, from, until, null, cancellationToken);
            var patient = await facts.ReadPatientAsync(opened.Terms.Patient, clinic.Site.Clock, from, until, cancellationToken);
            searches[ofSite.Key] = new MakeUpSearch(clinic, patient, opened.Terms, opened.Visits, context.Now, found);
        }

        return searches;
    }

    private static SiteClock ClockOf(OpenedCourse opened, Appointment visit) => SiteClock.ForZone(visit.TimeZone, opened.Clock.FirstDayOfWeek);
}
