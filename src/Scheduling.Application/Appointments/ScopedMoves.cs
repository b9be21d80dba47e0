using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Moves several visits of one course at once (R12): none stands in another's way, all of them move or none.</summary>
public sealed class ScopedMoves(ClinicContext context, ScopedCourses courses, SingleVisitBooking single, FactsReader facts, VisitRelocating relocating, ChoiceAttempts attempts)
{
    /// <summary>Moves the visits of a scope.</summary>
    /// <param name="id">The visit named.</param>
    /// <param name="scope"><see cref="ChangeScope.Following"/> or <see cref="ChangeScope.Remaining"/>.</param>
    /// <param name="move">Where to; a start is that of the first visit, and the others shift by as much.</param>
    /// <param name="expect">Refuses a course that is not as the caller read it.</param>
    /// <param name="rehearsed">Whether it is taken back: what is in the way is then answered and not refused.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state, unprocessable, place_taken, rule_broken.</exception>
    public Task<ScopedOutcome> MoveAsync(Guid id, ChangeScope scope, VisitMove move, Action<Course> expect, bool rehearsed, CancellationToken cancellationToken) =>
        attempts.RunAsync(fitted => TryAsync(id, scope, move, expect, rehearsed, fitted, cancellationToken), cancellationToken);

    private async Task<ScopedOutcome> TryAsync(
        Guid id, ChangeScope scope, VisitMove move, Action<Course> expect, bool rehearsed, Action<bool> fitted, CancellationToken cancellationToken)
    {
        var course = await courses.OpenAsync(id, scope, AppointmentAction.Move, expect, cancellationToken);
        await single.RequireKnownAsync(move.Resources, cancellationToken);
        var wanted = Wanted(course, move);
        var terms = course.Named.Terms with { Override = move.Override, CheckPatientWindows = !move.IgnorePatientWindows, RefuseOnHold = true };
        var (places, fit) = await ChooseAsync(terms, course, wanted, move.Resources, cancellationToken);
        fitted(fit);
        var moving = course.Changing.Where(v => places.Any(p => p.AppointmentId == v.Appointment.Id)).ToList();
        if (moving.Count == 0)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "Nothing would change: the visits have these times and resources already.");
        }

        var kept = moving.Where(v => places.Single(p => p.AppointmentId == v.Appointment.Id).Start == v.AsBooked.Start)
            .ToDictionary(v => v.Appointment.Id, v => new KeptVisit(false, StillWaived(v.Appointment.Override, move.Override)));
        try
        {
            await relocating.RelocateAsync([new VisitRelocation(terms with { Kept = kept }, places, [], [.. moving.Select(v => v.Appointment)])], move.Reason, cancellationToken);
        }
        catch (SchedulingException refusal) when (rehearsed && refusal.Conflicts.Count > 0)
        {
            return await courses.InTheWayAsync(course, places, refusal.Conflicts, cancellationToken);
        }

        return await courses.DoneAsync(course, cancellationToken);
    }

    private List<VisitToBook> Wanted(ScopedCourse course, VisitMove move)
    {
        var changing = course.Changing;
        var first = changing[0];
        var asked = VisitTimes.ChangeOf(move, first.Clock, first.Appointment.LocalDate, first.Appointment.LocalTime);
        List<VisitToBook> wanted = [];
        foreach (var visit in changing)
        {
            var start = VisitTimes.StartOf(visit, move, asked, visit == first);
            context.RequireNotPast(start, asked.Pointer);
            wanted.Add(visit.AsBooked with { Start = start, SessionNumber = course.Numbers.TryGetValue(visit.Appointment.Id, out var number) ? number : null });
        }

        return wanted;
    }

    // Cadence, the patient's windows and what the patient is taken for don't depend on the resources: they are asked under the locks.
    private async Task<(IReadOnlyList<VisitToBook> Places, bool Fit)> ChooseAsync(
        BookingTerms terms, ScopedCourse course, IReadOnlyList<VisitToBook> wanted, NamedResources? asked, CancellationToken cancellationToken)
    {
        List<VisitToBook> places = [];
        var fit = true;
        var ids = wanted.Select(w => w.AppointmentId).ToList();
        foreach (var ofSite in wanted.GroupBy(w => w.SiteId))
        {
            var clock = course.Visits.First(v => v.Appointment.SiteId == ofSite.Key).Clock;
            var clinic = (await facts.ReadSiteAsync(ofSite.Key, clock.DateOf(ofSite.Min(w => w.Start)), clock.DateOf(ofSite.Max(w => w.End)), null, cancellationToken)).Without(ids);
            var patient = FactsReader.FactsOf(terms.Patient, clock, []);
            foreach (var visit in ofSite)
            {
                var rules = BookingRules.ContextOf(visit, terms, []) with { Phase = null, CheckPatientWindows = false };
                var place = ResourceChoice.Choose(clinic, patient, visit, asked ?? new NamedResources(), rules, [], terms.WaivedRules, out var fits);
                fit &= fits;
                if (!place.IsSamePlaceAs(course.Visits.Single(v => v.Appointment.Id == visit.AppointmentId).AsBooked))
                {
                    places.Add(place);
                }
            }
        }

        return (places, fit);
    }

    /// <summary>What was waived about a time that stays still is; what concerns people and devices has to be waived for the new ones.</summary>
    internal static BookingOverride? StillWaived(BookingOverride? before, BookingOverride? now)
    {
        var kept = before?.Rules.Where(r => r is "R5" or "R6").Except(now?.Rules ?? []).ToList() ?? [];
        return kept.Count == 0 ? now : new BookingOverride([.. kept, .. now?.Rules ?? []], now?.Reason ?? before!.Reason, now?.By ?? before!.By);
    }
}
