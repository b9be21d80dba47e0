using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Appointments;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Courses;

/// <summary>
/// Places what is owed of a course (R10, R11): by order as a second session on days that have one, otherwise at the end of its phase, where the phases after it
/// shift by as much as they must. Where the visit that begins the course was missed, the next one becomes it. All of it or nothing.
/// </summary>
public sealed class MakeUps(
    SchedulingDbContext db,
    ClinicContext context,
    CourseDossiers dossiers,
    CoursePlanning planning,
    PlannedVisits planned,
    FactsReader facts,
    VisitBooking booking,
    CourseOrders orders,
    CourseOutlooks outlooks,
    AppointmentAnswers answers,
    ResourceLocks locks,
    ChoiceAttempts attempts)
{
    private const int MostDaysLookedAt = 10;
    private const string Later = "Shifts behind a session that is made up for.";
    private const string Begins = "The course begins with this visit: the one before was missed.";
    private const string BeginsLater = "The course begins later: its first visit was missed.";
    private const string GoesOn = "The course goes on with this visit, after a gap.";

    /// <summary>Places everything that is owed.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="question">How.</param>
    /// <param name="expect">Refuses a course that is not as the caller read it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">not_found, stale_version, wrong_state (R10), rule_broken (R11), course_does_not_fit (R7), place_taken.</exception>
    public Task<MakeUpOutcome> PlaceAsync(Guid courseId, MakeUpQuestion question, Action<Course> expect, CancellationToken cancellationToken) =>
        attempts.RunAsync(fitted => TryAsync(courseId, question, expect, fitted, cancellationToken), cancellationToken);

    /// <summary>
    /// Makes the next visit to come the one that the course goes on with, of another kind with its own length; where only a later day has room for it, the ones
    /// before are given up and placed again. Whatever could serve it is locked by the caller.
    /// </summary>
    /// <returns>The visit; null where nothing is to come, or no day has room.</returns>
    internal async Task<Guid?> BeginAgainAsync(Guid courseId, string kind, CancellationToken cancellationToken)
    {
        var dossier = await AgainAsync(courseId, cancellationToken);
        var asked = await AskedAsync(dossier, new MakeUpQuestion(), cancellationToken);
        if (await BeginWithNextAsync(dossier, asked, kind, DateOnly.MinValue, GoesOn, GoesOn, cancellationToken) is not { } first)
        {
            return null;
        }

        var gaveUp = ToCome(dossier.Appointments).First().Id != first;
        if (gaveUp)
        {
            await AppendAsync(await AgainAsync(courseId, cancellationToken), asked, null, cancellationToken);
        }

        return first;
    }

    /// <summary>
    /// Places the visits to come anew where the course then ends sooner, as its weeks may hold more. Visits that were put where they are on purpose stay, and so
    /// do those in front of them. Whatever could serve them is locked by the caller.
    /// </summary>
    internal async Task PullForwardAsync(Guid courseId, MakeUpQuestion question, CancellationToken cancellationToken)
    {
        var dossier = await AgainAsync(courseId, cancellationToken);
        var course = dossier.Course;
        var toCome = ToCome(dossier.Appointments).ToList();
        var staying = toCome.LastOrDefault(a => a.LocalDate < question.StartOnOrAfter || a.Override is not null || course.SiteOn(a.LocalDate) != a.SiteId);
        var moving = toCome.Where(a => staying is null || a.StartsAt > staying.StartsAt).ToList();
        if (moving.Count == 0)
        {
            return;
        }

        var asked = await AskedAsync(dossier, question, cancellationToken);
        IReadOnlyList<PlanOption> legs;
        try
        {
            legs = await planning.PlanLegsAsync(course, asked with { StartOnOrAfter = Max(asked.StartOnOrAfter, staying?.LocalDate) }, [.. moving.Select(a => a.Id)], cancellationToken);
        }
        catch (SchedulingException refusal) when (refusal.Code == ProblemCodes.CourseDoesNotFit)
        {
            // They have places already.
            return;
        }

        if (legs[^1].EndsOn < moving[^1].LocalDate)
        {
            var terms = await planned.TermsAsync(course, asked, cancellationToken);
            await WriteAsync(dossier, terms, [.. legs.SelectMany(leg => planned.Of(leg, dossier.Protocol))], moving, CourseReasons.Amended, cancellationToken);
        }
    }

    private async Task<PlanQuestion> AskedAsync(CourseDossier dossier, MakeUpQuestion question, CancellationToken cancellationToken) => new()
    {
        StartOnOrAfter = Max(await TodayAsync(dossier.Course, cancellationToken), question.StartOnOrAfter),
        PreferredTime = question.PreferredTime ?? dossier.Course.PreferredTime ?? UsualTime(dossier.Appointments),
        Alternatives = false,
        AllowOutsideAuthorization = question.AllowOutsideAuthorization,
    };

    private async Task<MakeUpOutcome> TryAsync(Guid courseId, MakeUpQuestion question, Action<Course> expect, Action<bool> fitted, CancellationToken cancellationToken)
    {
        await LockAsync(courseId, question, cancellationToken);
        var dossier = await AgainAsync(courseId, cancellationToken);
        var course = dossier.Course;
        expect(course);
        if (question.CatchUp is { } order)
        {
            await orders.AddAsync(course, order, "/catchUp", cancellationToken);
        }

        RequireSomethingToDo(dossier);
        var before = (await answers.OfAsync(dossier.Appointments, cancellationToken)).ToDictionary(a => a.Id);
        var asked = await AskedAsync(dossier, question, cancellationToken);
        fitted(true);
        var replaceFrom = await BeginAsync(dossier, asked, cancellationToken);
        if (question.SameDay && replaceFrom is null)
        {
            await CatchUpAsync(await AgainAsync(courseId, cancellationToken), asked, cancellationToken);
        }

        await AppendAsync(await AgainAsync(courseId, cancellationToken), asked, replaceFrom, cancellationToken);
        return await OutcomeAsync(courseId, before, cancellationToken);
    }

    // Gives the course the visit that it begins or goes on with; where no day has room for that, the date from which on all visits are placed anew.
    private async Task<DateOnly?> BeginAsync(CourseDossier dossier, PlanQuestion asked, CancellationToken cancellationToken)
    {
        var protocol = dossier.Protocol.Definition;
        if (SessionOrder.InitialMissed(protocol, dossier.Appointments))
        {
            return await BeginWithNextAsync(dossier, asked, protocol.InitialKind, DateOnly.MinValue, Begins, BeginsLater, cancellationToken) is null ? DateOnly.MinValue : null;
        }

        return Unbooked(dossier) is { } from && await BeginWithNextAsync(dossier, asked, protocol.RedeterminationKind!, from, GoesOn, GoesOn, cancellationToken) is null ? from : null;
    }

    private DateOnly? Unbooked(CourseDossier dossier) => Redetermination.Unbooked(dossier.Protocol.Definition, dossier.Course.ThresholdsFrom, dossier.Appointments, context.Now);

    // The course first, so that nothing of it changes while it is planned; where places are looked for one by one, also all that could serve it.
    private async Task LockAsync(Guid courseId, MakeUpQuestion question, CancellationToken cancellationToken)
    {
        var course = await db.Courses.AsNoTracking().SingleOrDefaultAsync(c => c.Id == courseId, cancellationToken) ?? throw SchedulingException.NotFound();
        context.RequireSite(course.SiteId);
        var appointments = await db.Appointments.AsNoTracking().Where(a => a.CourseId == courseId).ToListAsync(cancellationToken);
        var protocol = await db.ProtocolVersions.AsNoTracking().SingleAsync(v => v.Id == course.ProtocolVersionId, cancellationToken);
        List<Guid> sites = [course.SiteId, .. course.Homes.Select(h => h.SiteId), .. appointments.Select(a => a.SiteId)];
        List<Guid> resources = [];
        if (question.SameDay || SessionOrder.InitialMissed(protocol.Definition, appointments) || Redetermination.Unbooked(protocol.Definition, course.ThresholdsFrom, appointments, context.Now) is not null)
        {
            resources = [.. await db.ServingAsync(sites, cancellationToken), course.PatientId];
        }

        await locks.TakeForBookingAsync(sites, courseId, resources, cancellationToken);
    }

    private async Task<CourseDossier> AgainAsync(Guid courseId, CancellationToken cancellationToken)
    {
        dossiers.Forget();
        return await dossiers.OfAsync(courseId, cancellationToken);
    }

    private void RequireSomethingToDo(CourseDossier dossier)
    {
        if (!dossier.Course.IsBookable)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The course is {StoredJson.Word(dossier.Course.State)}; booking is possible from awaiting_authorization, ready and active, and for a self-pay draft.");
        }

        if (CourseProgress.Of(dossier.Course.Targets, dossier.Appointments).Owed == 0 && Unbooked(dossier) is null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "Every session of the course is delivered or booked; nothing is owed.") { Rule = "R10" };
        }
    }

    // The first visit whose day has room for the longer one becomes it; those before it are given up, and their sessions are owed.
    private async Task<Guid?> BeginWithNextAsync(
        CourseDossier dossier, PlanQuestion asked, string kind, DateOnly from, string reason, string reasonOfOthers, CancellationToken cancellationToken)
    {
        var definition = dossier.Protocol.Definition;
        var toCome = ToCome(dossier.Appointments).Where(a => a.LocalDate >= from).Take(MostDaysLookedAt).ToList();
        if (toCome.Count == 0)
        {
            return null;
        }

        var terms = await planned.TermsAsync(dossier.Course, asked, cancellationToken);
        var search = await SearchAsync(dossier, terms, toCome[0].SiteId, toCome[0].LocalDate, toCome[^1].LocalDate, cancellationToken);
        for (var i = 0; i < toCome.Count; i++)
        {
            var (visit, given) = (toCome[i], toCome.Take(i).Select(a => a.Id).ToList());
            // One at a sister site is none that the course can begin with here.
            if (visit.SiteId != toCome[0].SiteId || search.Find(visit, definition.Kind(kind)!, visit.Phase!, visit.LocalDate, visit.StartsAt, visit.Id, [.. given, visit.Id]) is not { } place)
            {
                continue;
            }

            foreach (var lost in await TrackedAsync(given, cancellationToken))
            {
                await booking.ChangeStateAsync(terms, lost, "cancelled", reasonOfOthers, a => (a.State, a.ClosedAt, a.CloseReason, a.ScheduleVersion) =
                    (AppointmentState.CancelledByClinic, context.Now, reasonOfOthers, a.ScheduleVersion + 1), cancellationToken);
            }

            await booking.ReplaceAsync(terms, [place], await TrackedAsync([visit.Id], cancellationToken), "moved", reason, cancellationToken);
            return visit.Id;
        }

        return null;
    }

    private async Task CatchUpAsync(CourseDossier dossier, PlanQuestion asked, CancellationToken cancellationToken)
    {
        var (course, definition) = (dossier.Course, dossier.Protocol.Definition);
        var rules = CatchUpRule.Of(course);
        if (rules.All(r => r.Until < asked.StartOnOrAfter))
        {
            throw SchedulingException.Broken("R11", "A second session on one day needs a prescriber's order of kind catch_up that holds on a date to come.");
        }

        var progress = CourseProgress.Of(course.Targets, dossier.Appointments);
        var phase = SessionOrder.NextOwedPhase(progress)!;
        // Not beside the visit that the course begins or goes on with: were that missed, the second couldn't be given either (R10, R14).
        var days = ToCome(dossier.Appointments)
            .Where(a => a.Phase == phase && a.LocalDate >= asked.StartOnOrAfter && rules.Any(r => r.HoldsOn(a.LocalDate)))
            .GroupBy(a => a.LocalDate).Where(d => !d.Any(a => SessionOrder.Determines(definition, a.Kind))).Select(d => d.First()).ToList();
        if (days.Count == 0)
        {
            return;
        }

        var terms = await planned.TermsAsync(course, asked, cancellationToken);
        var search = await SearchAsync(dossier, terms, days[0].SiteId, days[0].LocalDate, days[^1].LocalDate, cancellationToken);
        List<VisitToBook> places = [];
        var owed = progress.Phases.Single(p => p.Phase == phase).Owed;
        foreach (var day in days.Where(d => d.SiteId == days[0].SiteId))
        {
            while (places.Count < owed && search.Find(day, definition.Kind(definition.TreatmentKind)!, phase, day.LocalDate, day.EndsAt, Guid.CreateVersion7(context.Now), []) is { } place)
            {
                places.Add(place);
            }
        }

        await WriteAsync(dossier, terms, places, [], Later, cancellationToken);
    }

    private async Task AppendAsync(CourseDossier dossier, PlanQuestion asked, DateOnly? replaceFrom, CancellationToken cancellationToken)
    {
        var course = dossier.Course;
        var progress = CourseProgress.Of(course.Targets, dossier.Appointments);
        var replaced = replaceFrom is { } first ? ToCome(dossier.Appointments).Where(a => a.LocalDate >= first).Select(a => a.Id).ToHashSet() : [];
        var phase = SessionOrder.NextOwedPhase(progress);
        if (phase is null && replaced.Count == 0)
        {
            return;
        }

        var order = progress.Phases.Select(p => p.Phase).ToList();
        var behind = ToCome(dossier.Appointments).Where(a => replaced.Contains(a.Id) || (phase is not null && order.IndexOf(a.Phase!) > order.IndexOf(phase))).ToList();
        var terms = await planned.TermsAsync(course, asked, cancellationToken);
        // Nothing goes between the last session and one that determines the motor threshold anew.
        var alone = progress.Phases.All(p => p.Phase == phase || p.Owed == 0)
            && behind.All(b => Redetermination.Owed(dossier.Protocol.Definition, course.ThresholdsFrom, dossier.Appointments, b.LocalDate) is null);
        if (phase is not null && behind.Count > 0 && replaceFrom is null && alone && await BetweenAsync(dossier, terms, asked, phase, progress.Owed, behind[0], cancellationToken) is { } places)
        {
            await WriteAsync(dossier, terms, places, [], Later, cancellationToken);
            return;
        }

        replaced.UnionWith(behind.Select(a => a.Id));
        var last = dossier.Appointments.Where(a => a.CountsAsSession && a.State.TakesResources() && !replaced.Contains(a.Id)).Select(a => (DateOnly?)a.LocalDate).Max();
        var legs = await planning.PlanLegsAsync(course, asked with { StartOnOrAfter = Max(asked.StartOnOrAfter, last) }, replaced, cancellationToken);
        await WriteAsync(dossier, terms, [.. legs.SelectMany(leg => planned.Of(leg, dossier.Protocol))], behind, Later, cancellationToken);
    }

    // Where all of it fits between the end of its phase and the first visit behind, nobody has to shift.
    private async Task<IReadOnlyList<VisitToBook>?> BetweenAsync(
        CourseDossier dossier, BookingTerms terms, PlanQuestion asked, string phase, int owed, Appointment behind, CancellationToken cancellationToken)
    {
        var definition = dossier.Protocol.Definition;
        var end = dossier.Appointments.Where(a => a.CountsAsSession && a.State.TakesResources() && a.Phase == phase).MaxBy(a => a.StartsAt);
        var from = Max(asked.StartOnOrAfter, end?.LocalDate);
        if (end is null || from >= behind.LocalDate)
        {
            return null;
        }

        var search = await SearchAsync(dossier, terms, behind.SiteId, from, behind.LocalDate, cancellationToken);
        var clock = FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == behind.SiteId, cancellationToken));
        List<VisitToBook> places = [];
        for (var date = from; date < behind.LocalDate && places.Count < owed; date = date.AddDays(1))
        {
            var near = clock.FirstInstant(date, asked.PreferredTime ?? end.LocalTime);
            if (date > end.LocalDate && dossier.Course.MayLieAt(behind.SiteId, date) && search.Find(end, definition.Kind(definition.TreatmentKind)!, phase, date, near, Guid.CreateVersion7(context.Now), []) is { } place)
            {
                places.Add(place);
            }
        }

        return places.Count == owed ? places : null;
    }

    private async Task<MakeUpSearch> SearchAsync(CourseDossier dossier, BookingTerms terms, Guid siteId, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var clinic = await facts.ReadSiteAsync(siteId, from, until, null, cancellationToken);
        return new MakeUpSearch(clinic, await facts.ReadPatientAsync(dossier.Patient, clinic.Site.Clock, from, until, cancellationToken), terms, dossier.Appointments, context.Now, []);
    }

    // Places go to the visits they move, phase by phase in order of time, first to those without a place; what is left over is booked.
    private async Task WriteAsync(CourseDossier dossier, BookingTerms terms, IReadOnlyList<VisitToBook> places, IReadOnlyList<Appointment> replaced, string reason, CancellationToken cancellationToken)
    {
        List<(Guid Id, VisitToBook Place)> moves = [];
        List<VisitToBook> fresh = [];
        var waiting = dossier.Appointments.Where(a => a.State == AppointmentState.NeedsNewTime && a.CountsAsSession).ToList();
        foreach (var phase in places.GroupBy(p => p.Phase))
        {
            var own = new Queue<Appointment>(waiting.Concat(replaced).Where(a => a.Phase == phase.Key).OrderBy(a => a.StartsAt));
            foreach (var place in phase.OrderBy(p => p.Start))
            {
                if (own.TryDequeue(out var visit))
                {
                    moves.Add((visit.Id, place with { AppointmentId = visit.Id }));
                }
                else
                {
                    fresh.Add(place);
                }
            }
        }

        var tracked = await TrackedAsync([.. moves.Select(m => m.Id)], cancellationToken);
        moves.RemoveAll(m => tracked.Single(t => t.Id == m.Id) is var old && old.State.IsToCome() && IsPlaceOf(m.Place, old));
        var involved = tracked.SelectMany(t => t.Staff.Select(s => s.StaffId).Concat(new[] { t.DeviceId, t.RoomId }.OfType<Guid>()))
            .Concat(places.SelectMany(p => p.ResourceIds)).Append(dossier.Patient.Id);
        await locks.TakeForBookingAsync(places.Select(p => p.SiteId).Concat(tracked.Select(t => t.SiteId)), dossier.Course.Id, involved, cancellationToken);
        if (moves.Count > 0)
        {
            await booking.ReplaceAsync(terms, [.. moves.Select(m => m.Place)], [.. tracked.Where(t => moves.Any(m => m.Id == t.Id))], "moved", reason, cancellationToken);
        }

        if (fresh.Count > 0)
        {
            await booking.BookAsync(terms, fresh, cancellationToken);
        }
    }

    private async Task<MakeUpOutcome> OutcomeAsync(Guid courseId, Dictionary<Guid, AppointmentResponse> before, CancellationToken cancellationToken)
    {
        var after = await answers.OfAsync((await AgainAsync(courseId, cancellationToken)).Appointments, cancellationToken);
        var changed = after.Where(a => !before.TryGetValue(a.Id, out var was) || was.Etag != a.Etag).OrderBy(a => a.Start).ThenBy(a => a.Id).ToList();
        var course = await db.Courses.SingleAsync(c => c.Id == courseId, cancellationToken);
        return new MakeUpOutcome(
            [.. changed.Where(a => !before.ContainsKey(a.Id))],
            [.. changed.Where(a => before.ContainsKey(a.Id) && a.State.IsToCome()).Select(a => (before[a.Id], a))],
            [.. changed.Where(a => before.ContainsKey(a.Id) && !a.State.IsToCome())],
            (await outlooks.OfAsync(course, cancellationToken)).Outlook);
    }

    private async Task<List<Appointment>> TrackedAsync(List<Guid> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : await db.Appointments.Include(a => a.Staff).Where(a => ids.Contains(a.Id)).OrderBy(a => a.StartsAt).ToListAsync(cancellationToken);

    // Visits that may still be moved.
    private IEnumerable<Appointment> ToCome(IEnumerable<Appointment> appointments) =>
        appointments.Where(a => a.CountsAsSession && a.StartsAt > context.Now && a.State is AppointmentState.Booked or AppointmentState.Confirmed).OrderBy(a => a.StartsAt);

    private static bool IsPlaceOf(VisitToBook place, Appointment visit) =>
        place.Start == visit.StartsAt && place.Kind.Code == visit.Kind && place.DeviceId == visit.DeviceId && place.RoomId == visit.RoomId
        && place.Staff.All(s => visit.Staff.Any(x => x.Role == s.Key && x.StaffId == s.Value));

    private async Task<DateOnly> TodayAsync(Course course, CancellationToken cancellationToken) =>
        FactsReader.ClockOf(await db.Sites.AsNoTracking().SingleAsync(s => s.Id == course.SiteId, cancellationToken)).DateOf(context.Now);

    private static TimeOnly? UsualTime(IEnumerable<Appointment> appointments) =>
        appointments.Where(a => a.CountsAsSession && a.State.TakesResources()).GroupBy(a => a.LocalTime).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => (TimeOnly?)g.Key).FirstOrDefault();

    private static DateOnly Max(DateOnly a, DateOnly? b) => b > a ? b.Value : a;
}
