using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Persistence;
using Scheduling.Application.Screenings;
using Scheduling.Application.Tasks;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Appointments;

/// <summary>
/// The one way into the book, for single visits, whole courses, moves, swaps and imports alike: lock, clear expired holds, check the rules under the locks, write.
/// Everything happens in the caller's transaction, so a refusal leaves nothing behind.
/// </summary>
public sealed class VisitBooking(
    SchedulingDbContext db,
    ClinicContext context,
    BookReader reader,
    Allocations allocations,
    ConflictNames names,
    VisitUnits units,
    VisitTasks tasks,
    TreatmentGates gates,
    VisitEstimates estimates,
    VisitHistory history,
    EventLog events)
{
    /// <summary>Books all visits or refuses naming every conflict.</summary>
    /// <exception cref="SchedulingException">place_taken (R1, R2), rule_broken (R3-R6), wrong_state.</exception>
    public async Task<IReadOnlyList<Appointment>> BookAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        var book = await reader.LockAsync(terms, visits, [], cancellationToken);
        BookingRules.RequireBookable(terms, book);
        BookingRules.RequireOwed(terms, visits, book);
        BookingRules.RequireOrder(terms, visits, book);
        await EndHoldsAsync(terms, HoldState.Consumed, cancellationToken);
        var checkedVisits = await CheckAsync(terms, visits, book, cancellationToken);
        List<Appointment> booked = [.. checkedVisits.Select(v => NewAppointment(terms, v))];
        db.Appointments.AddRange(booked);
        if (terms.Course is { } course)
        {
            OpenByBooking(course, checkedVisits, book);
        }

        await GiveUnitsAsync(terms, book, checkedVisits, booked, cancellationToken);
        estimates.Note(terms, book, booked);
        booked.ForEach(a => Record(a, terms, "booked", null, null));

        Take(checkedVisits);
        await db.SaveChangesAsync(cancellationToken);
        return booked;
    }

    /// <summary>Takes the places of a hold: the same locks and checks as a booking, no appointments. It takes the place of the course's earlier holds.</summary>
    public async Task HoldAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, Hold hold, CancellationToken cancellationToken)
    {
        var book = await reader.LockAsync(terms, visits, [], cancellationToken);
        BookingRules.RequireBookable(terms, book);
        await EndHoldsAsync(terms, HoldState.Released, cancellationToken);
        var checkedVisits = await CheckAsync(terms, visits, book, cancellationToken);
        db.Holds.Add(hold);
        allocations.TakeWithSave([.. checkedVisits.SelectMany(v => v.Lanes.Select(l => new Allocation(l.ResourceId, l.Lane, l.Range.From, l.Range.Until, null, hold.Id, hold.ExpiresAt)))]);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Puts booked visits at new places: releases all their old lanes in one statement, then takes the new ones (R12). A refusal leaves the old booking as it was.</summary>
    /// <param name="terms">Patient, course and protocol of the visits.</param>
    /// <param name="moves">The visits with their new places; ids are those of <paramref name="appointments"/>.</param>
    /// <param name="appointments">The visits as loaded, staff included.</param>
    /// <param name="change"><c>moved</c> or <c>swapped</c>.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ReplaceAsync(BookingTerms terms, IReadOnlyList<VisitToBook> moves, IReadOnlyList<Appointment> appointments, string change, string? reason, CancellationToken cancellationToken)
    {
        var book = await reader.LockAsync(terms, moves, appointments, cancellationToken);
        RequireNotHeld(terms);
        BookingRules.RequireOwed(terms, [.. moves.Where(m => !appointments.Single(a => a.Id == m.AppointmentId).State.IsToCome())], book);
        BookingRules.RequireOrder(terms, moves, book);
        await allocations.ReleaseAppointmentsAsync(moves.Select(m => m.AppointmentId), cancellationToken);
        var checkedVisits = await CheckAsync(terms, moves, book, cancellationToken);
        var before = appointments.ToDictionary(a => a.Id, AppointmentSnapshot.Json);
        var repriced = VisitEstimates.Repriced(moves, appointments);
        foreach (var visit in checkedVisits)
        {
            var appointment = appointments.Single(a => a.Id == visit.Visit.AppointmentId);
            Place(appointment, terms, visit);
            appointment.ScheduleVersion++;
            appointment.State = AppointmentTransitions.Next(appointment.State, change == "swapped" ? AppointmentAction.Swap : AppointmentAction.Move) ?? appointment.State;
            appointment.ConfirmedAt = appointment.State == AppointmentState.Confirmed ? appointment.ConfirmedAt : null;
        }

        await GiveUnitsAsync(terms, book, checkedVisits, appointments, cancellationToken);
        estimates.Note(terms, book, repriced);
        foreach (var visit in checkedVisits)
        {
            Record(appointments.Single(a => a.Id == visit.Visit.AppointmentId), terms, change, before[visit.Visit.AppointmentId], reason);
        }

        Touch(terms.Course);
        await tasks.FollowAsync(appointments, cancellationToken);
        Take(checkedVisits);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Takes the places of a part's visits that lose theirs; the lanes have been released. The sessions are owed and history stays.</summary>
    internal async Task LosePlacesAsync(VisitRelocation part, string? reason, CancellationToken cancellationToken)
    {
        var losing = part.Appointments.Where(a => part.Losing.Contains(a.Id)).ToList();
        var book = await reader.LockAsync(part.Terms, [], losing, cancellationToken);
        foreach (var appointment in losing)
        {
            var before = AppointmentSnapshot.Json(appointment);
            appointment.State = AppointmentTransitions.Next(appointment.State, AppointmentAction.LosePlace)
                ?? throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(appointment.State)} and can't lose its place.");
            (appointment.ConfirmedAt, appointment.Flags) = (null, []);
            appointment.ScheduleVersion++;
            history.Add(appointment, "lost_place", before, reason);
        }

        await units.SettleAsync(part.Terms, book, losing, cancellationToken);
        Touch(part.Terms.Course);
        await tasks.FollowAsync(losing, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Puts a part's visits where they are to be; the lanes have been released. A visit that keeps its place only takes its new phase.</summary>
    internal async Task PlaceAgainAsync(VisitRelocation part, string? reason, CancellationToken cancellationToken)
    {
        var appointments = part.Appointments.Where(a => !part.Losing.Contains(a.Id)).ToDictionary(a => a.Id);
        var book = await reader.LockAsync(part.Terms, part.Places, [.. appointments.Values], cancellationToken);
        RequireNotHeld(part.Terms);
        BookingRules.RequireOwed(part.Terms, [.. part.Places.Where(m => !appointments[m.AppointmentId].State.IsToCome())], book);
        BookingRules.RequireOrder(part.Terms, part.Places, book);
        var checkedVisits = await CheckAsync(part.Terms, part.Places, book, cancellationToken);
        List<CheckedVisit> taking = [];
        List<Action> records = [];
        var repriced = VisitEstimates.Repriced(part.Places, appointments.Values);
        foreach (var visit in checkedVisits)
        {
            var appointment = appointments[visit.Visit.AppointmentId];
            var before = AppointmentSnapshot.Json(appointment);
            var kept = part.Terms.Kept.GetValueOrDefault(appointment.Id);
            appointment.Phase = visit.Visit.Phase ?? appointment.Phase;
            if (kept is { Place: true })
            {
                records.Add(() => history.Add(appointment, "phase_changed", before, reason));
                continue;
            }

            var toTime = kept is null || appointment.State == AppointmentState.NeedsNewTime;
            appointment.State = AppointmentTransitions.Next(appointment.State, toTime ? AppointmentAction.Move : AppointmentAction.Swap)
                ?? throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(appointment.State)} and can't be moved.");
            appointment.ConfirmedAt = appointment.State == AppointmentState.Confirmed ? appointment.ConfirmedAt : null;
            Place(appointment, part.Terms with { Override = kept?.Override ?? part.Terms.Override }, visit);
            appointment.ScheduleVersion++;
            records.Add(() => Record(appointment, part.Terms, toTime ? "moved" : "swapped", before, reason));
            taking.Add(visit);
        }

        await GiveUnitsAsync(part.Terms, book, taking, [.. appointments.Values], cancellationToken);
        estimates.Note(part.Terms, book, repriced);
        records.ForEach(r => r());

        Touch(part.Terms.Course);
        await tasks.FollowAsync([.. appointments.Values], cancellationToken);
        Take(taking);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Writes a visit's new state; where that takes no resources any more, frees them from now on.</summary>
    /// <param name="terms">Patient and course of the visit.</param>
    /// <param name="appointment">The visit as loaded, staff included.</param>
    /// <param name="change">What it is called in the visit's history.</param>
    /// <param name="reason">Why.</param>
    /// <param name="apply">Sets the new state, under the locks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">stale_version when somebody was faster; rule_broken (R18) where a step leads into a treatment whose gate is shut.</exception>
    public Task ChangeStateAsync(BookingTerms terms, Appointment appointment, string change, string? reason, Action<Appointment> apply, CancellationToken cancellationToken) =>
        ChangeStatesAsync(terms, [appointment], change, reason, apply, cancellationToken);

    /// <summary>The same for several visits of the terms, all at once.</summary>
    public async Task ChangeStatesAsync(
        BookingTerms terms, IReadOnlyList<Appointment> appointments, string change, string? reason, Action<Appointment> apply, CancellationToken cancellationToken)
    {
        var book = await reader.LockAsync(terms, [], appointments, cancellationToken);
        var before = appointments.ToDictionary(a => a.Id, a => (Json: AppointmentSnapshot.Json(a), a.State));
        foreach (var appointment in appointments)
        {
            apply(appointment);
            BookingRules.RequireMayBeGiven(terms, appointment, before[appointment.Id].State, book);
            await gates.RequireOpenAsync(terms.Protocol, appointment, before[appointment.Id].State, cancellationToken);
        }

        await units.SettleAsync(terms, book, appointments, cancellationToken);
        CheckInRule.Require(terms.Course, book.Units?.PayerOf(terms.Course?.Coverage), appointments.Where(a => before[a.Id].State.MayMove()));
        foreach (var appointment in appointments)
        {
            history.Add(appointment, change, before[appointment.Id].Json, reason);
        }

        await allocations.ReleaseAppointmentsFromAsync([.. appointments.Where(a => !a.State.TakesResources()).Select(a => a.Id)], NextStep(context.Now), cancellationToken);
        Touch(terms.Course);
        await tasks.FollowAsync(appointments, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Brings a closed visit back to the place it had, while that is free (R1, R2) and its session still owed. One still to come is asked every rule again,
    /// but for those waived when it was booked and the patient's own windows, and for its unit (R20); one that has begun is a fact, whatever closed or lapsed since.
    /// </summary>
    /// <exception cref="SchedulingException">place_taken, rule_broken (R3-R6), wrong_state, stale_version.</exception>
    public async Task ReopenAsync(BookingTerms terms, VisitToBook visit, Appointment appointment, string change, string? reason, Action<Appointment> apply, CancellationToken cancellationToken)
    {
        var book = await reader.LockAsync(terms, [visit], [appointment], cancellationToken);
        BookingRules.RequireOwed(terms, [visit], book);
        BookingRules.RequireOrder(terms with { KeepsOrder = visit.Start > context.Now }, [visit], book);
        await allocations.ReleaseAppointmentsAsync([appointment.Id], cancellationToken);
        IReadOnlyList<string> asBooked = appointment.Override?.Rules ?? [];
        var waived = new BookingOverride(visit.Start <= context.Now ? ["R3", "R4", "R5", .. asBooked] : asBooked, "", "");
        var checkedVisits = await CheckAsync(terms with { Override = waived, CheckPatientWindows = false }, [visit], book, cancellationToken);
        var before = AppointmentSnapshot.Json(appointment);
        apply(appointment);
        await GiveUnitsAsync(terms, book, visit.Start > context.Now ? checkedVisits : [], [appointment], cancellationToken);
        history.Add(appointment, change, before, reason);
        Touch(terms.Course);
        await tasks.FollowAsync([appointment], cancellationToken);
        Take(checkedVisits);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The rules broken by these visits as the book stands, without writing anything. Empty when they would do.</summary>
    public async Task<IReadOnlyList<Conflict>> ProbeAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        var (_, broken) = BookingRules.Find(terms, visits, await reader.ReadAsync(terms, visits, cancellationToken));
        return await names.ConflictsAsync(broken, cancellationToken);
    }

    /// <summary>What the rules need to know about a visit: protocol, coverage, and the course's other treatments.</summary>
    public async Task<VisitContext> ContextAsync(BookingTerms terms, VisitToBook visit, CancellationToken cancellationToken) =>
        BookingRules.ContextOf(visit, terms, BookingRules.OtherTreatments(terms, await reader.ReadCourseAsync(terms, cancellationToken), [visit.AppointmentId]));

    private static void RequireNotHeld(BookingTerms terms)
    {
        if (terms.RefuseOnHold)
        {
            BookingRules.RequireNotHeld(terms);
        }
    }

    // One that ran out meanwhile has lost its places already; the checks say what that means.
    private async Task EndHoldsAsync(BookingTerms terms, HoldState state, CancellationToken cancellationToken)
    {
        foreach (var hold in terms.Holds.Where(h => h.State == HoldState.Active))
        {
            await allocations.ReleaseHoldAsync(hold.Id, cancellationToken);
            hold.State = hold.ExpiresAt > context.Now ? state : HoldState.Expired;
            events.Append($"hold.{StoredJson.Word(hold.State)}", "hold", hold.Id, null, new { hold.CourseId });
        }
    }

    private async Task<IReadOnlyList<CheckedVisit>> CheckAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, LockedBook book, CancellationToken cancellationToken)
    {
        var (checkedVisits, broken) = BookingRules.Find(terms, visits, book);
        if (broken.Count == 0)
        {
            return checkedVisits;
        }

        var conflicts = await names.ConflictsAsync(broken, cancellationToken);
        var taken = broken.All(b => b.Violation.Rule is Rule.R1 or Rule.R2);
        throw taken
            ? new SchedulingException(ProblemCodes.PlaceTaken) { Rule = "R1", Conflicts = conflicts }
            : SchedulingException.Broken(Leading(broken).ToString(), "The visit breaks a booking rule: see conflicts.", conflicts);
    }

    // Moves and bookings find their units again; where the payer wants none without, what has none is refused (R20).
    private async Task GiveUnitsAsync(
        BookingTerms terms, LockedBook book, IReadOnlyList<CheckedVisit> placed, IReadOnlyList<Appointment> appointments, CancellationToken cancellationToken)
    {
        var without = await units.SettleAsync(terms, book, appointments, cancellationToken);
        if (terms.Course?.Coverage is { HasLedger: true, Authorized: true } coverage && book.Units?.PayerOf(coverage)?.WhenPlanning == PolicyLevel.Block)
        {
            // Units go to the earlier visit: what is taken from a later one is missing there.
            var lost = book.Units.Claims.Select(c => without.GetValueOrDefault(c.Id)).FirstOrDefault(r => r is not null);
            var broken = placed.Select(p => (p.Visit, Why: without.GetValueOrDefault(p.Visit.AppointmentId) ?? lost)).Where(p => p.Why is not null).Select(p => new BrokenRule(p.Visit, new RuleViolation(Rule.R19, p.Why!, null, null))).ToList();
            if (broken.Count > 0)
            {
                throw SchedulingException.Broken("R19", "The payer's policy is to book nothing without a unit: see conflicts.", await names.ConflictsAsync(broken, cancellationToken));
            }
        }
    }

    // On a day when the site is closed nobody is on shift either; that it is closed is what the caller has to hear.
    private static Rule Leading(IReadOnlyList<BrokenRule> broken) =>
        (broken.FirstOrDefault(b => b.Violation.Resource?.Kind == ResourceRefKind.Site) ?? broken.First(b => b.Violation.Rule is not (Rule.R1 or Rule.R2))).Violation.Rule;

    private Appointment NewAppointment(BookingTerms terms, CheckedVisit visit)
    {
        var appointment = new Appointment
        {
            ClinicId = context.ClinicId,
            Id = visit.Visit.AppointmentId,
            CourseId = terms.Course?.Id,
            PatientId = terms.Patient.Id,
            ProtocolVersionId = terms.Protocol?.Id,
            Kind = visit.Visit.Kind.Code,
            Phase = visit.Visit.Phase,
            CountsAsSession = visit.Visit.Phase is not null && visit.Visit.Kind.CountsAsTreatment,
            TimeZone = visit.Site.TimeZone,
            State = AppointmentState.Booked,
            Commitment = terms.Course?.State == CourseState.AwaitingAuthorization ? Commitment.Tentative : Commitment.Firm,
        };
        Place(appointment, terms, visit);
        return appointment;
    }

    private void Place(Appointment appointment, BookingTerms terms, CheckedVisit visit)
    {
        appointment.SiteId = visit.Site.Id;
        appointment.Kind = visit.Visit.Kind.Code;
        appointment.StartsAt = visit.Visit.Start;
        appointment.EndsAt = visit.Visit.End;
        appointment.LocalDate = visit.Clock.DateOf(visit.Visit.Start);
        appointment.LocalTime = visit.Clock.TimeOf(visit.Visit.Start);
        appointment.TimeZone = visit.Site.TimeZone;
        appointment.DeviceId = visit.Visit.DeviceId;
        appointment.RoomId = visit.Visit.RoomId;
        appointment.Override = terms.Override;
        appointment.Flags = visit.Unauthorized ? [UnitReasons.Tag] : [];
        appointment.Staff.RemoveAll(s => !visit.Visit.Staff.Contains(new(s.Role, s.StaffId)));
        foreach (var (role, person) in visit.Visit.Staff.OrderBy(s => s.Key))
        {
            var segments = visit.Visit.Kind.Segments.Where(s => s.Role == role).ToList();
            var named = appointment.Staff.SingleOrDefault(s => s.Role == role);
            if (named is null)
            {
                named = new AppointmentStaff { ClinicId = context.ClinicId, AppointmentId = appointment.Id, Role = role, StaffId = person };
                appointment.Staff.Add(named);
            }

            named.StartsAt = segments.Count > 0 ? segments.Min(s => s.Range(visit.Visit.Start).From) : visit.Visit.Start;
            named.EndsAt = segments.Count > 0 ? segments.Max(s => s.Range(visit.Visit.Start).Until) : visit.Visit.End;
            named.Exclusive = segments.Any(s => s.Exclusive);
        }
    }

    private void Take(IEnumerable<CheckedVisit> visits) => allocations.TakeWithSave(
        [.. visits.SelectMany(v => v.Lanes.Select(l => new Allocation(l.ResourceId, l.Lane, l.Range.From, l.Range.Until, v.Visit.AppointmentId, null, null)))]);

    // The first booking opens a draft and fixes the model that the course is treated on (R23).
    private void OpenByBooking(Course course, IReadOnlyList<CheckedVisit> visits, LockedBook book)
    {
        if (course.State == CourseState.Draft)
        {
            course.State = CourseRules.OpeningState(course.Coverage);
        }

        var device = visits.Select(v => v.Visit.DeviceId).OfType<Guid>().Cast<Guid?>().FirstOrDefault();
        course.DeviceModelId ??= book.Sites.Values.SelectMany(s => s.Facts.Devices).FirstOrDefault(d => d.Id == device)?.ModelId;
        Touch(course);
    }

    // A change to a visit bumps its course, whose version wide scopes are matched against.
    private void Touch(Course? course)
    {
        if (course is not null && db.Entry(course).State == EntityState.Unchanged)
        {
            db.Entry(course).State = EntityState.Modified;
        }
    }

    private void Record(Appointment appointment, BookingTerms terms, string change, string? before, string? reason) =>
        history.Add(appointment, change, before, reason ?? terms.Override?.Reason, terms.Override is null ? null : "override", terms.Override is { } waiver ? string.Join(' ', waiver.Rules) : null);

    private static DateTimeOffset NextStep(DateTimeOffset instant)
    {
        var step = TimeSpan.FromMinutes(5).Ticks;
        return new DateTimeOffset((instant.UtcTicks + step - 1) / step * step, TimeSpan.Zero);
    }
}
