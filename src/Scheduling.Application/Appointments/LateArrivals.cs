using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Courses;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Appointments;

/// <summary>What can be done about a patient who will be late. Reads only: taking an option is a call of its own, which checks everything again.</summary>
public sealed class LateArrivals(SchedulingDbContext db, ClinicContext context, FactsReader facts, BookedVisits visits, VisitKinds kinds, VisitBooking booking, FreeStarts free, ConflictNames names)
{
    private const int StepMinutes = 5;
    private const int MostDevices = 3;
    private const int MostLater = 3;
    private const int LaterApartMinutes = 30;

    /// <summary>The options, those that tell nobody else first.</summary>
    /// <param name="visit">The visit; still awaited.</param>
    /// <param name="expectedAt">When the patient is expected.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">wrong_state, unprocessable.</exception>
    public async Task<LateOptions> OptionsAsync(BookedVisit visit, DateTimeOffset expectedAt, CancellationToken cancellationToken)
    {
        var (appointment, clock) = (visit.Appointment, visit.Clock);
        RequireLate(visit, expectedAt);
        var begins = Ceiling(expectedAt);
        var date = appointment.LocalDate;
        var clinic = await facts.ReadSiteAsync(appointment.SiteId, date, date, null, cancellationToken);
        var patient = await facts.ReadPatientAsync(visit.Terms.Patient, clock, date, date, cancellationToken);
        var rules = await booking.ContextAsync(visit.Terms, visit.AsBooked, cancellationToken);
        var board = new Board(clinic, patient.Without(appointment.Id), rules, visit.AsBooked with { Start = clock.ToLocal(begins) });

        List<LateOption> options = [];
        var slid = await SlideAsync(visit, board, cancellationToken);
        options.AddRange(slid is null ? [] : [slid]);
        var held = IsHeld(visit.Terms);
        var devices = held ? [] : OtherDevices(board, visit);
        options.AddRange(await MovesAsync(LateOptionKind.OtherDevice, visit, devices, cancellationToken));
        var known = options.Where(o => o.KnockOn.Count == 0).Select(o => o.Start).ToHashSet();
        options.AddRange(await MovesAsync(LateOptionKind.LaterToday, visit, held ? [] : [.. LaterToday(board, visit, known)], cancellationToken));
        if (LateRules.StillFits(visit.Kind, visit.Terms.Protocol?.Definition, begins, appointment.EndsAt))
        {
            options.Add(new LateOption
            {
                Kind = LateOptionKind.Shortened,
                Start = clock.ToLocal(begins),
                End = clock.ToLocal(appointment.EndsAt),
                Resources = (await ShownAsync([visit.AsBooked], cancellationToken))[0],
                Calls = [Call(appointment, "check-in", [])],
            });
        }

        options.Add(await OwedAsync(visit, cancellationToken));
        return new LateOptions(
            appointment.Id, clock.ToLocal(expectedAt), (int)Math.Ceiling((expectedAt - appointment.StartsAt).TotalMinutes), [.. options.OrderBy(o => o.KnockOn.Count).ThenBy(o => o.Kind == LateOptionKind.Owed ? 1 : 0)]);
    }

    private void RequireLate(BookedVisit visit, DateTimeOffset expectedAt)
    {
        var appointment = visit.Appointment;
        if (AppointmentTransitions.Next(appointment.State, AppointmentAction.Late) is null)
        {
            throw new SchedulingException(ProblemCodes.WrongState, $"The visit is {StoredJson.Word(appointment.State)}: nobody is awaited for it any more.");
        }

        if (appointment.EndsAt <= context.Now)
        {
            throw new SchedulingException(ProblemCodes.WrongState, "The visit is over (R12): enter what became of it.") { Rule = "R12" };
        }

        var wrong = expectedAt <= appointment.StartsAt ? "is not after the visit's start"
            : expectedAt < context.Now.AddMinutes(-StepMinutes) ? "is in the past"
            : visit.Clock.DateOf(expectedAt) != appointment.LocalDate ? "is not on the visit's local date"
            : null;
        if (wrong is not null)
        {
            throw new SchedulingException(ProblemCodes.Unprocessable, "The patient can't be late like that.") { Errors = [new FieldError("/expectedAt", wrong)] };
        }
    }

    // The same resources later, and every visit behind it that has to give way. Offered only when each of them keeps all rules at its new time.
    private async Task<LateOption?> SlideAsync(BookedVisit visit, Board board, CancellationToken cancellationToken)
    {
        var (appointment, clock) = (visit.Appointment, visit.Clock);
        var behind = await BehindAsync(appointment, clock, cancellationToken);
        var late = new SlidVisit(board.Visit, appointment.PatientId);
        if (Slide.Of(board.Clinic, late, [.. behind.Values.Select(b => b.Slid)], clock.DayBounds(appointment.LocalDate).Until) is not { } moved)
        {
            return null;
        }

        var cleared = board.Clinic.Without([.. moved.Select(m => m.Visit.AppointmentId)]);
        if (!Keeps(cleared, board.Patient, visit.Terms, board.Visit, board.Rules))
        {
            return null;
        }

        List<KnockOn> knockOn = [];
        List<OptionCall> calls = [];
        foreach (var pushed in moved.Skip(1))
        {
            var other = await visits.ReadAsync(pushed.Visit.AppointmentId, cancellationToken);
            var patient = (await facts.ReadPatientAsync(other.Terms.Patient, clock, appointment.LocalDate, appointment.LocalDate, cancellationToken)).Without(other.Appointment.Id);
            if (!Keeps(cleared, patient, other.Terms, pushed.Visit, await booking.ContextAsync(other.Terms, pushed.Visit, cancellationToken)))
            {
                return null;
            }

            knockOn.Add(new KnockOn(
                other.Appointment.Id, pushed.PatientId, clock.ToLocal(other.Appointment.StartsAt), clock.ToLocal(pushed.Visit.Start), (int)(pushed.Visit.Start - other.Appointment.StartsAt).TotalMinutes));
            calls.Add(Move(other.Appointment, pushed.Visit, "Makes way for a patient who came late."));
        }

        // The last one first: each finds its new place free.
        calls.Reverse();
        return new LateOption
        {
            Kind = LateOptionKind.Slide,
            Start = board.Visit.Start,
            End = clock.ToLocal(board.Visit.End),
            Resources = (await ShownAsync([board.Visit], cancellationToken))[0],
            KnockOn = knockOn,
            Calls = [.. calls, Move(appointment, board.Visit, Reason)],
        };
    }

    private static List<VisitToBook> OtherDevices(Board board, BookedVisit visit) =>
        [.. board.Clinic.Devices
            .Where(d => visit.Appointment.DeviceId is { } own && d.Id != own && (board.Rules.ModelId is null || d.ModelId == board.Rules.ModelId))
            .OrderBy(d => d.Id)
            .Select(d => (Visit: ResourceChoice.Choose(board.Clinic, board.Patient, board.Visit, new NamedResources(DeviceId: d.Id), board.Rules, [], [], out var fits), Fits: fits))
            .Where(c => c.Fits)
            .Select(c => c.Visit)
            .Take(MostDevices)];

    private static IEnumerable<VisitToBook> LaterToday(Board board, BookedVisit visit, HashSet<DateTimeOffset?> known)
    {
        var date = visit.Appointment.LocalDate;
        var clinic = board.Clinic.Without(visit.Appointment.Id);
        var found = 0;
        DateTimeOffset? last = null;
        foreach (var start in AvailabilitySearch.Find(clinic, board.Patient, board.Rules, visit.Kind, date, date, board.Visit.Start, int.MaxValue))
        {
            if (found == MostLater || known.Contains(start.Start) || (last is { } before && start.Start < before.AddMinutes(LaterApartMinutes)))
            {
                continue;
            }

            (last, found) = (start.Start, found + 1);
            yield return ResourceChoice.Choose(clinic, board.Patient, board.Visit with { Start = start.Start }, new NamedResources(), board.Rules, []);
        }
    }

    private async Task<IEnumerable<LateOption>> MovesAsync(LateOptionKind kind, BookedVisit visit, IReadOnlyList<VisitToBook> places, CancellationToken cancellationToken)
    {
        var shown = await ShownAsync(places, cancellationToken);
        return places.Zip(shown, (place, resources) => new LateOption
        {
            Kind = kind,
            Start = visit.Clock.ToLocal(place.Start),
            End = visit.Clock.ToLocal(place.End),
            Resources = resources,
            Calls = [Move(visit.Appointment, place, Reason)],
        });
    }

    private async Task<LateOption> OwedAsync(BookedVisit visit, CancellationToken cancellationToken)
    {
        var begun = visit.Appointment.StartsAt <= context.Now;
        return new LateOption
        {
            Kind = LateOptionKind.Owed,
            Start = null,
            End = null,
            Resources = [],
            MakeUpOptions = await free.MakeUpsAsync(visit.Appointment.Id, cancellationToken),
            Calls =
            [
                begun
                    ? Call(visit.Appointment, "no-show", new() { ["reason"] = Reason })
                    : Call(visit.Appointment, "cancel", new() { ["scope"] = "this", ["by"] = "patient", ["reason"] = Reason, ["makeUp"] = true }),
            ],
        };
    }

    // Visits of the day that begin no earlier than the late one and may still be moved.
    private async Task<Dictionary<Guid, (Appointment Appointment, SlidVisit Slid)>> BehindAsync(Appointment late, SiteClock clock, CancellationToken cancellationToken)
    {
        var found = await db.Appointments.AsNoTracking().Include(a => a.Staff)
            .Where(a => a.SiteId == late.SiteId && a.LocalDate == late.LocalDate && a.Id != late.Id && a.StartsAt >= late.StartsAt && a.EndsAt > context.Now)
            .Where(a => a.State == AppointmentState.Booked || a.State == AppointmentState.Confirmed)
            .ToListAsync(cancellationToken);
        var versions = found.Select(a => a.ProtocolVersionId).OfType<Guid>().Distinct().ToArray();
        var protocols = await db.ProtocolVersions.AsNoTracking().Where(v => versions.Contains(v.Id)).ToDictionaryAsync(v => v.Id, cancellationToken);
        Dictionary<Guid, (Appointment, SlidVisit)> behind = [];
        foreach (var appointment in found)
        {
            var kind = await kinds.OfAsync(appointment, appointment.ProtocolVersionId is { } version ? protocols[version] : null, cancellationToken);
            behind[appointment.Id] = (appointment, new SlidVisit(BookedVisit.Place(appointment, kind, clock), appointment.PatientId));
        }

        return behind;
    }

    private static bool Keeps(ClinicFacts clinic, PatientFacts patient, BookingTerms terms, VisitToBook place, VisitContext rules) =>
        !IsHeld(terms) && VisitCheck.Check(clinic, patient, BookingRules.ToCheck(place, terms), rules).Count == 0;

    // Visits of a course on hold stay where they are.
    private static bool IsHeld(BookingTerms terms) => terms.Course is { State: CourseState.OnHold };

    private async Task<IReadOnlyList<IReadOnlyList<VisitResource>>> ShownAsync(IReadOnlyList<VisitToBook> places, CancellationToken cancellationToken)
    {
        var taken = places.Select(p => p.Staff.OrderBy(s => s.Key).Select(s => (Resource: new ResourceRef(ResourceRefKind.Staff, s.Value), Role: (Domain.Staffing.StaffRole?)s.Key))
            .Concat(p.DeviceId is { } device ? [(new ResourceRef(ResourceRefKind.Device, device), null)] : [])
            .Concat(p.RoomId is { } room ? [(new ResourceRef(ResourceRefKind.Room, room), null)] : [])
            .ToList()).ToList();
        var known = await names.ReadAsync(taken.SelectMany(t => t).Select(t => (ResourceRef?)t.Resource), cancellationToken);
        return [.. taken.Select(t => t.Select(r => new VisitResource(StoredJson.Word(r.Resource.Kind), r.Resource.Id, known.GetValueOrDefault(r.Resource.Id), r.Role)).ToList())];
    }

    private const string Reason = "The patient comes late.";

    private static OptionCall Move(Appointment appointment, VisitToBook place, string reason) => Call(appointment, "move", new()
    {
        ["scope"] = "this",
        ["start"] = place.Start,
        ["resources"] = new Dictionary<string, object?>
        {
            ["staff"] = place.Staff.OrderBy(s => s.Key).Select(s => new Dictionary<string, object?> { ["role"] = StoredJson.Word(s.Key), ["staffId"] = s.Value }).ToList(),
            ["deviceId"] = place.DeviceId,
            ["roomId"] = place.RoomId,
        },
        ["reason"] = reason,
    });

    private static OptionCall Call(Appointment appointment, string action, Dictionary<string, object?> body) =>
        new($"/v1/appointments/{appointment.Id}/{action}", "\"" + appointment.Version.ToString(CultureInfo.InvariantCulture) + "\"", body);

    private static DateTimeOffset Ceiling(DateTimeOffset instant)
    {
        var step = TimeSpan.FromMinutes(StepMinutes).Ticks;
        return new DateTimeOffset((instant.UtcTicks + step - 1) / step * step, TimeSpan.Zero);
    }

    // The day as the late visit finds it: its own place counts as free.
    private sealed record Board(ClinicFacts Clinic, PatientFacts Patient, VisitContext Rules, VisitToBook Visit);
}
