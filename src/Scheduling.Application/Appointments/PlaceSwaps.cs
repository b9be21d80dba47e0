using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>Lets visits of several patients take each other's places: two swap, more go around in a ring. All of them or none.</summary>
public sealed class PlaceSwaps(
    SchedulingDbContext db,
    ClinicContext context,
    BookedVisits visits,
    FactsReader facts,
    VisitRelocating relocating,
    AppointmentAnswers answers,
    ProposedPlaces proposed,
    CourseOutlooks outlooks,
    ChoiceAttempts attempts)
{
    /// <summary>Each visit takes the time of the next one in the list and its resources where they serve; the last takes the first one's.</summary>
    /// <param name="ids">The visits, each of another patient.</param>
    /// <param name="reason">Why.</param>
    /// <param name="waiver">Rules waived (R9).</param>
    /// <param name="ignorePatientWindows">Whether the patients' windows and absences don't count (R5).</param>
    /// <param name="expect">Refuses a visit that is not as the caller read it; called with its place in the list.</param>
    /// <param name="rehearsed">Whether it is taken back: what is in the way is then answered and not refused.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, unknown_reference, stale_version, wrong_state (R12), unprocessable, place_taken, rule_broken.</exception>
    public Task<ScopedOutcome> SwapAsync(
        IReadOnlyList<Guid> ids, string reason, BookingOverride? waiver, bool ignorePatientWindows, Action<Appointment, int> expect, bool rehearsed, CancellationToken cancellationToken) =>
        attempts.RunAsync(
            async fitted =>
            {
                var ring = await ReadAsync(ids, expect, cancellationToken);
                var before = await answers.OfAsync([.. ring.Select(v => v.Appointment)], cancellationToken);
                var numbers = before.Where(b => b.SessionNumber is not null).ToDictionary(b => b.Id, b => b.SessionNumber!.Value);
                var version = ring[0].Terms.Course?.Version ?? 0;
                var places = await ChooseAsync(ring, numbers, waiver, fitted, cancellationToken);
                var parts = ring.Select((v, i) => new VisitRelocation(
                    v.Terms with { Override = waiver, CheckPatientWindows = !ignorePatientWindows, RefuseOnHold = true }, [places[i]], [], [v.Appointment])).OrderBy(p => p.Terms.Course?.Id).ToList();
                IReadOnlyList<Conflict> conflicts = [];
                var outlook = rehearsed ? await outlooks.FindAsync(before[0].CourseId, cancellationToken) : null;
                IReadOnlyList<AppointmentResponse> after;
                try
                {
                    await relocating.RelocateAsync(parts, reason, cancellationToken);
                    after = await answers.OfAsync([.. ring.Select(v => v.Appointment)], cancellationToken);
                    outlook = await outlooks.FindAsync(before[0].CourseId, cancellationToken);
                }
                catch (SchedulingException refusal) when (rehearsed && refusal.Conflicts.Count > 0)
                {
                    conflicts = refusal.Conflicts;
                    after = await proposed.OfAsync([.. ring.Select((v, i) => (before[i], (VisitToBook?)places[i], v.Clock))], numbers, cancellationToken);
                }

                return new ScopedOutcome(before[0], after[0], [.. before.Zip(after)], [], conflicts, version, outlook);
            },
            cancellationToken);

    private async Task<IReadOnlyList<BookedVisit>> ReadAsync(IReadOnlyList<Guid> ids, Action<Appointment, int> expect, CancellationToken cancellationToken)
    {
        List<BookedVisit> ring = [];
        for (var i = 0; i < ids.Count; i++)
        {
            var visit = i == 0 || await db.Appointments.AnyAsync(a => a.Id == ids[i], cancellationToken) ? await visits.ReadAsync(ids[i], cancellationToken) : throw Unknown(i);
            expect(visit.Appointment, i);
            ring.Add(visit);
        }

        if (ring.Select(v => v.Appointment.PatientId).Distinct().Count() < ring.Count)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "Places are swapped between different patients.") { Errors = [new FieldError("/withAppointmentId", "is a visit of the same patient")] };
        }

        if (ring.Select(v => v.Appointment.SiteId).Distinct().Count() > 1)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "Places are swapped within one site.") { Errors = [new FieldError("/withAppointmentId", "is at another site")] };
        }

        foreach (var visit in ring)
        {
            var state = visit.Appointment.State;
            if (state == AppointmentState.NeedsNewTime || AppointmentTransitions.Next(state, AppointmentAction.Move) is null)
            {
                throw new SchedulingException(ProblemCodes.WrongState, $"A visit is {StoredJson.Word(state)} and has no place to swap (R12).") { Rule = "R12" };
            }

            context.RequireNotPast(visit.Appointment.StartsAt, "/withAppointmentId");
        }

        return ring;
    }

    private async Task<IReadOnlyList<VisitToBook>> ChooseAsync(
        IReadOnlyList<BookedVisit> ring, Dictionary<Guid, int> numbers, BookingOverride? waiver, Action<bool> fitted, CancellationToken cancellationToken)
    {
        var ids = ring.Select(v => v.Appointment.Id).ToList();
        List<VisitToBook> places = [];
        var all = true;
        for (var i = 0; i < ring.Count; i++)
        {
            var (visit, next) = (ring[i], ring[(i + 1) % ring.Count].AsBooked);
            var date = visit.Clock.DateOf(next.Start);
            var clinic = (await facts.ReadSiteAsync(next.SiteId, date, date, null, cancellationToken)).Without(ids);
            var wanted = visit.AsBooked with
            {
                Start = next.Start,
                Staff = next.Staff,
                DeviceId = next.DeviceId,
                RoomId = next.RoomId,
                SessionNumber = numbers.TryGetValue(ids[i], out var number) ? number : null,
            };
            var terms = visit.Terms with { Override = waiver };
            // Cadence and windows don't depend on the resources: they are asked under the locks.
            var rules = BookingRules.ContextOf(wanted, terms, []) with { Phase = null, CheckPatientWindows = false };
            places.Add(ResourceChoice.Choose(clinic, FactsReader.FactsOf(terms.Patient, visit.Clock, []), wanted, new NamedResources(), rules, [], terms.WaivedRules, out var fits));
            all &= fits;
        }

        fitted(all);
        return places;
    }

    private static SchedulingException Unknown(int place) => new(ProblemCodes.UnknownReference)
    {
        Errors = [new FieldError(place == 1 ? "/withAppointmentId" : $"/thenAppointmentIds/{place - 2}", "is not a visit of the clinic")],
    };
}
