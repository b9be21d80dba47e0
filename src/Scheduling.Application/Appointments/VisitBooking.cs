using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>
/// The one way into the book, for single visits, whole courses, moves, swaps and imports alike: lock, clear expired holds, check the rules under the locks, write.
/// Everything happens in the caller's transaction, so a refusal leaves nothing behind.
/// </summary>
public sealed class VisitBooking(
    SchedulingDbContext db,
    ClinicContext context,
    ResourceLocks locks,
    Allocations allocations,
    FactsReader facts,
    ConflictNames names,
    AuditLog audit,
    EventLog events)
{
    /// <summary>Books all visits or refuses naming every conflict.</summary>
    /// <exception cref="SchedulingException">place_taken (R1, R2), rule_broken (R3-R6), wrong_state.</exception>
    public async Task<IReadOnlyList<Appointment>> BookAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        await LockAsync(terms, visits, [], cancellationToken);
        await RequireBookableAsync(terms, cancellationToken);
        await RequireOwedAsync(terms, visits, cancellationToken);
        await EndHoldsAsync(terms, HoldState.Consumed, cancellationToken);
        var checkedVisits = await CheckAsync(terms, visits, cancellationToken);
        List<Appointment> booked = [];
        foreach (var visit in checkedVisits)
        {
            var appointment = NewAppointment(terms, visit);
            db.Appointments.Add(appointment);
            Record(appointment, terms, "booked", null, null);
            booked.Add(appointment);
        }

        if (terms.Course is { } course)
        {
            OpenByBooking(course, checkedVisits);
        }

        await db.SaveChangesAsync(cancellationToken);
        await TakeAsync(checkedVisits, cancellationToken);
        return booked;
    }

    /// <summary>Takes the places of a hold: the same locks and checks as a booking, no appointments. It takes the place of the course's earlier holds.</summary>
    public async Task HoldAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, Hold hold, CancellationToken cancellationToken)
    {
        await LockAsync(terms, visits, [], cancellationToken);
        await RequireBookableAsync(terms, cancellationToken);
        await EndHoldsAsync(terms, HoldState.Released, cancellationToken);
        var checkedVisits = await CheckAsync(terms, visits, cancellationToken);
        db.Holds.Add(hold);
        await db.SaveChangesAsync(cancellationToken);
        await allocations.TakeAsync(
            [.. checkedVisits.SelectMany(v => v.Lanes.Select(l => new Allocation(l.ResourceId, l.Lane, l.Range.From, l.Range.Until, null, hold.Id, hold.ExpiresAt)))],
            cancellationToken);
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
        await LockAsync(terms, moves, appointments, cancellationToken);
        await RequireOwedAsync(terms, [.. moves.Where(m => !appointments.Single(a => a.Id == m.AppointmentId).State.IsToCome())], cancellationToken);
        await allocations.ReleaseAppointmentsAsync(moves.Select(m => m.AppointmentId), cancellationToken);
        var checkedVisits = await CheckAsync(terms, moves, cancellationToken);
        foreach (var visit in checkedVisits)
        {
            var appointment = appointments.Single(a => a.Id == visit.Visit.AppointmentId);
            var before = AppointmentSnapshot.Json(appointment);
            Place(appointment, terms, visit);
            appointment.ScheduleVersion++;
            if (appointment.State is AppointmentState.NeedsNewTime or AppointmentState.Confirmed)
            {
                appointment.State = AppointmentState.Booked;
            }

            Record(appointment, terms, change, before, reason);
        }

        Touch(terms.Course);
        await db.SaveChangesAsync(cancellationToken);
        await TakeAsync(checkedVisits, cancellationToken);
    }

    /// <summary>Writes a visit's new state; where that takes no resources any more, frees them from now on.</summary>
    /// <param name="terms">Patient and course of the visit.</param>
    /// <param name="appointment">The visit as loaded, staff included.</param>
    /// <param name="change"><c>cancelled</c>, <c>checked_in</c>, <c>delivered</c>, <c>no_show</c>, <c>undone</c>.</param>
    /// <param name="reason">Why.</param>
    /// <param name="apply">Sets the new state, under the locks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">stale_version when somebody was faster.</exception>
    public async Task ChangeStateAsync(BookingTerms terms, Appointment appointment, string change, string? reason, Action<Appointment> apply, CancellationToken cancellationToken)
    {
        await LockAsync(terms, [], [appointment], cancellationToken);
        var before = AppointmentSnapshot.Json(appointment);
        apply(appointment);
        if (!appointment.State.TakesResources())
        {
            await allocations.ReleaseAppointmentFromAsync(appointment.Id, NextStep(context.Now), cancellationToken);
        }

        RecordChange(appointment, change, before, reason, null);
        Touch(terms.Course);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Brings a closed visit back to the place it had, while that is free (R1, R2) and its session still owed. One still to come is asked every rule again,
    /// but for those waived when it was booked and the patient's own windows; one that has begun is a fact, whatever closed or lapsed since.
    /// </summary>
    /// <exception cref="SchedulingException">place_taken, rule_broken (R3-R6), wrong_state, stale_version.</exception>
    public async Task ReopenAsync(BookingTerms terms, VisitToBook visit, Appointment appointment, string change, string? reason, Action<Appointment> apply, CancellationToken cancellationToken)
    {
        await LockAsync(terms, [visit], [appointment], cancellationToken);
        await RequireOwedAsync(terms, [visit], cancellationToken);
        await allocations.ReleaseAppointmentsAsync([appointment.Id], cancellationToken);
        IReadOnlyList<string> asBooked = appointment.Override?.Rules ?? [];
        var waived = new BookingOverride(visit.Start <= context.Now ? ["R3", "R4", "R5", .. asBooked] : asBooked, "", "");
        var checkedVisits = await CheckAsync(terms with { Override = waived, CheckPatientWindows = false }, [visit], cancellationToken);
        var before = AppointmentSnapshot.Json(appointment);
        apply(appointment);
        RecordChange(appointment, change, before, reason, null);
        Touch(terms.Course);
        await db.SaveChangesAsync(cancellationToken);
        await TakeAsync(checkedVisits, cancellationToken);
    }

    /// <summary>The rules broken by these visits as the book stands, without writing anything. Empty when they would do.</summary>
    public async Task<IReadOnlyList<Conflict>> ProbeAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        var (_, broken) = await FindAsync(terms, visits, cancellationToken);
        return await names.ConflictsAsync(broken, cancellationToken);
    }

    /// <summary>What the rules need to know about a visit: protocol, coverage, and the course's other treatments.</summary>
    public async Task<VisitContext> ContextAsync(BookingTerms terms, VisitToBook visit, CancellationToken cancellationToken) =>
        ContextOf(visit, terms, await OtherTreatmentsAsync(terms, [visit.AppointmentId], cancellationToken));

    private async Task LockAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, IReadOnlyList<Appointment> appointments, CancellationToken cancellationToken)
    {
        var sites = visits.Select(v => v.SiteId).Concat(appointments.Select(a => a.SiteId));
        var resources = visits.SelectMany(v => v.ResourceIds).Concat(appointments.SelectMany(ResourcesOf)).Append(terms.Patient.Id).ToHashSet();
        await locks.TakeForBookingAsync(sites, terms.Course?.Id, resources, cancellationToken);
        await allocations.ClearExpiredHoldsAsync(resources, cancellationToken);
        // Read before the locks were taken, so they are read again now that nobody else can change them.
        if (terms.Course is { } course)
        {
            await db.Entry(course).ReloadAsync(cancellationToken);
        }

        await db.Entry(terms.Patient).ReloadAsync(cancellationToken);
        foreach (var appointment in appointments)
        {
            var version = appointment.Version;
            await db.Entry(appointment).ReloadAsync(cancellationToken);
            if (appointment.Version != version)
            {
                throw new SchedulingException(ProblemCodes.StaleVersion);
            }
        }

        foreach (var hold in terms.Holds)
        {
            await db.Entry(hold).ReloadAsync(cancellationToken);
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

    private async Task RequireBookableAsync(BookingTerms terms, CancellationToken cancellationToken)
    {
        if (terms.Course is not { } course)
        {
            return;
        }

        if (!course.IsBookable)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(course.State)}; booking is possible from awaiting_authorization, ready and active, and for a self-pay draft.");
        }

        // A draft opens by its first booking, so R8 is asked as of an open course, under the patient's lock.
        var other = course.State != CourseState.Draft || course.BesideAnother
            ? null
            : await db.Courses.AsNoTracking()
                .Where(c => c.PatientId == course.PatientId && c.Modality == course.Modality && c.Id != course.Id && !c.BesideAnother)
                .Where(c => c.State == CourseState.AwaitingAuthorization || c.State == CourseState.Ready || c.State == CourseState.Active || c.State == CourseState.OnHold)
                .Select(c => (Guid?)c.Id)
                .FirstOrDefaultAsync(cancellationToken);
        if (other is not null)
        {
            throw SchedulingException.Broken("R8", "The patient has an open course of this modality; a second needs a prescriber's order of kind second_course.");
        }
    }

    // Two callers can't both book the last session that is owed: the course is locked.
    private async Task RequireOwedAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        if (terms.Course is not { } course || visits.All(v => v.Phase is null))
        {
            return;
        }

        var ids = visits.Select(v => v.AppointmentId).ToArray();
        var booked = await db.Appointments.AsNoTracking().Where(a => a.CourseId == course.Id && a.CountsAsSession && !ids.Contains(a.Id)).ToListAsync(cancellationToken);
        var progress = CourseProgress.Of(course.Targets, booked);
        foreach (var phase in visits.Where(v => v.Phase is not null && v.Kind.CountsAsTreatment).GroupBy(v => v.Phase))
        {
            var owed = progress.Phases.FirstOrDefault(p => p.Phase == phase.Key)?.Owed ?? 0;
            if (phase.Count() > owed)
            {
                throw new SchedulingException(ProblemCodes.WrongState, $"Of phase {phase.Key} {owed} sessions are owed: the others are delivered or booked.") { Rule = "R10" };
            }
        }
    }

    private async Task<IReadOnlyList<CheckedVisit>> CheckAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        var (checkedVisits, broken) = await FindAsync(terms, visits, cancellationToken);
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

    // On a day when the site is closed nobody is on shift either; that it is closed is what the caller has to hear.
    private static Rule Leading(IReadOnlyList<BrokenRule> broken) =>
        (broken.FirstOrDefault(b => b.Violation.Resource?.Kind == ResourceRefKind.Site) ?? broken.First(b => b.Violation.Rule is not (Rule.R1 or Rule.R2))).Violation.Rule;

    private async Task<(IReadOnlyList<CheckedVisit> Visits, IReadOnlyList<BrokenRule> Broken)> FindAsync(BookingTerms terms, IReadOnlyList<VisitToBook> visits, CancellationToken cancellationToken)
    {
        List<CheckedVisit> checkedVisits = [];
        List<BrokenRule> broken = [];
        Dictionary<Guid, SiteClock> clocks = [];
        var ids = visits.Select(v => v.AppointmentId).ToHashSet();
        var others = await OtherTreatmentsAsync(terms, ids, cancellationToken);
        foreach (var ofSite in visits.GroupBy(v => v.SiteId))
        {
            var site = await db.Sites.AsNoTracking().SingleAsync(s => s.Id == ofSite.Key, cancellationToken);
            var clock = clocks[site.Id] = FactsReader.ClockOf(site);
            var (from, until) = (clock.DateOf(ofSite.Min(v => v.Start)), clock.DateOf(ofSite.Max(v => v.End)));
            var clinic = await facts.ReadSiteAsync(site.Id, from, until, ofSite.SelectMany(v => v.ResourceIds).ToHashSet(), cancellationToken);
            var patient = await facts.ReadPatientAsync(terms.Patient, clock, from, until, cancellationToken);
            var book = new LaneBook(clinic, patient, ids.Concat(terms.Holds.Select(h => h.Id)).ToHashSet());
            foreach (var visit in ofSite.OrderBy(v => v.Start))
            {
                var violations = VisitCheck.Check(clinic, patient, ToCheck(visit, terms), ContextOf(visit, terms, others));
                broken.AddRange(violations.Where(v => !Waived(v, terms)).Select(v => new BrokenRule(visit, v)));
                var lanes = book.Take(visit, terms.Patient.Id, out var inTheWay);
                broken.AddRange(inTheWay.Where(v => !violations.Any(x => x.Resource == v.Resource && x.Rule is Rule.R1 or Rule.R2)).Select(v => new BrokenRule(visit, v)));
                var unauthorized = Unauthorized(visit, terms.Course?.Coverage, clock, others.Count);
                if (unauthorized is not null && terms.RefuseOutsideAuthorization)
                {
                    broken.Add(new BrokenRule(visit, new RuleViolation(Rule.R19, unauthorized, null, null)));
                }

                checkedVisits.Add(new CheckedVisit(visit, site, clock, lanes, unauthorized is not null));
                if (visit.Phase is { } phase && terms.Protocol?.Definition.Phase(phase) is { } definition)
                {
                    others.Add((visit.AppointmentId, new CourseTreatment(clock.DateOf(visit.Start), visit.Start, visit.Kind, definition)));
                }
            }
        }

        return (checkedVisits, [.. broken.Select(b => b.Violation.Interval is { } interval ? b with { Violation = b.Violation with { Interval = clocks[b.Visit.SiteId].ToLocal(interval) } } : b)]);
    }

    // R19: why a session has no unit, or null. One unit a session; those of the course's other sessions are used or reserved.
    private static string? Unauthorized(VisitToBook visit, Coverage? coverage, SiteClock clock, int otherSessions)
    {
        if (coverage is null || visit.Phase is null || !visit.Kind.CountsAsTreatment)
        {
            return null;
        }

        var date = clock.DateOf(visit.Start);
        return date < coverage.WindowFrom || date > coverage.WindowUntil ? ViolationReasons.OutsideAuthorization
            : otherSessions >= coverage.Units ? ViolationReasons.NoUnitLeft
            : null;
    }

    private async Task<List<(Guid Id, CourseTreatment Treatment)>> OtherTreatmentsAsync(BookingTerms terms, HashSet<Guid> moving, CancellationToken cancellationToken)
    {
        if (terms.Course is not { } course || terms.Protocol is not { } protocol)
        {
            return [];
        }

        var live = LiveStates.TakingResources;
        var rows = await db.Appointments.AsNoTracking()
            .Where(a => a.CourseId == course.Id && a.CountsAsSession && live.Contains(a.State) && !moving.Contains(a.Id))
            .Select(a => new { a.Id, a.LocalDate, a.StartsAt, a.Kind, a.Phase })
            .ToListAsync(cancellationToken);
        return [.. rows
            .Where(r => r.Phase is not null && protocol.Definition.Phase(r.Phase) is not null && protocol.Definition.Kind(r.Kind) is not null)
            .Select(r => (r.Id, new CourseTreatment(r.LocalDate, r.StartsAt, protocol.Definition.Kind(r.Kind)!, protocol.Definition.Phase(r.Phase!)!)))];
    }

    private static VisitToCheck ToCheck(VisitToBook visit, BookingTerms terms) => new()
    {
        OwnerId = visit.AppointmentId,
        IgnoredOwnerIds = [.. terms.Holds.Select(h => h.Id)],
        Kind = visit.Kind,
        Start = visit.Start,
        Staff = visit.Staff,
        DeviceId = visit.DeviceId,
        RoomId = visit.RoomId,
    };

    private static VisitContext ContextOf(VisitToBook visit, BookingTerms terms, IEnumerable<(Guid Id, CourseTreatment Treatment)> others)
    {
        var basis = terms.Protocol is { } protocol ? VisitContext.For(protocol.Definition) : new VisitContext();
        var treats = visit.Phase is not null;
        return basis with
        {
            Indication = terms.Course?.Indication ?? basis.Indication,
            OffLabelOrder = terms.Course?.Orders.Any(o => o.Kind == OrderKinds.OffLabel) ?? false,
            ModelId = treats ? terms.Course?.DeviceModelId : null,
            Supervision = treats ? CourseTerms.Supervision(terms.Course?.Coverage) : SupervisionRule.None,
            CheckPatientWindows = terms.CheckPatientWindows,
            Phase = visit.Phase is { } phase ? terms.Protocol?.Definition.Phase(phase) : null,
            Others = [.. others.Select(o => o.Treatment)],
            Coverage = new CoverageLimits { PerDay = terms.Course?.Coverage?.MaxPerDay },
        };
    }

    private static bool Waived(RuleViolation violation, BookingTerms terms) => terms.WaivedRules.Contains(violation.Rule);

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
        appointment.StartsAt = visit.Visit.Start;
        appointment.EndsAt = visit.Visit.End;
        appointment.LocalDate = visit.Clock.DateOf(visit.Visit.Start);
        appointment.LocalTime = visit.Clock.TimeOf(visit.Visit.Start);
        appointment.TimeZone = visit.Site.TimeZone;
        appointment.DeviceId = visit.Visit.DeviceId;
        appointment.RoomId = visit.Visit.RoomId;
        appointment.Override = terms.Override;
        appointment.Flags = visit.Unauthorized ? ["unauthorized"] : [];
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

    private Task TakeAsync(IEnumerable<CheckedVisit> visits, CancellationToken cancellationToken) => allocations.TakeAsync(
        [.. visits.SelectMany(v => v.Lanes.Select(l => new Allocation(l.ResourceId, l.Lane, l.Range.From, l.Range.Until, v.Visit.AppointmentId, null, null)))],
        cancellationToken);

    // The first booking opens a draft and fixes the model that the course is treated on (R23).
    private void OpenByBooking(Course course, IReadOnlyList<CheckedVisit> visits)
    {
        if (course.State == CourseState.Draft)
        {
            course.State = CourseRules.OpeningState(course.Coverage);
        }

        var device = visits.Where(v => v.Visit.Phase is not null).Select(v => v.Visit.DeviceId).OfType<Guid>().Cast<Guid?>().FirstOrDefault();
        course.DeviceModelId ??= device is { } id ? db.Devices.Where(d => d.Id == id).Select(d => (Guid?)d.ModelId).Single() : null;
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

    private void Record(Appointment appointment, BookingTerms terms, string change, string? before, string? reason)
    {
        var waived = terms.Override is { } waiver ? string.Join(' ', waiver.Rules) : null;
        RecordChange(appointment, change, before, reason ?? terms.Override?.Reason, waived);
    }

    private void RecordChange(Appointment appointment, string change, string? before, string? reason, string? waived)
    {
        db.AppointmentChanges.Add(new AppointmentChange
        {
            ClinicId = context.ClinicId,
            Id = Guid.CreateVersion7(context.Now),
            AppointmentId = appointment.Id,
            At = context.Now,
            Actor = context.Actor,
            Kind = change,
            Reason = reason,
            Before = before,
            After = AppointmentSnapshot.Json(appointment),
        });
        audit.Write(waived is null ? change : "override", "appointment", appointment.Id, waived);
        events.Append($"appointment.{change}", "appointment", appointment.Id, appointment.SiteId, new { appointment.CourseId, appointment.PatientId, appointment.StartsAt, appointment.State, appointment.ScheduleVersion });
    }

    private static DateTimeOffset NextStep(DateTimeOffset instant)
    {
        var step = TimeSpan.FromMinutes(5).Ticks;
        return new DateTimeOffset((instant.UtcTicks + step - 1) / step * step, TimeSpan.Zero);
    }

    private static IEnumerable<Guid> ResourcesOf(Appointment appointment) =>
        appointment.Staff.Select(s => s.StaffId).Concat(new[] { appointment.DeviceId, appointment.RoomId }.OfType<Guid>());
}

/// <summary>A visit that passed the rules, with the lanes it will take.</summary>
internal sealed record CheckedVisit(VisitToBook Visit, Site Site, SiteClock Clock, IReadOnlyList<LaneInterval> Lanes, bool Unauthorized);

/// <summary>A rule that a visit breaks.</summary>
public sealed record BrokenRule(VisitToBook Visit, RuleViolation Violation);
