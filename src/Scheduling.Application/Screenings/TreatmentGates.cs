using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Screenings;

/// <summary>
/// Asks whether treatments may be given (R18). Whoever writes a visit's state asks here, under the visit's locks: there is no other way into a treatment,
/// and no override of it.
/// </summary>
public sealed class TreatmentGates(SchedulingDbContext db)
{
    /// <summary>Refuses a check-in or a treatment whose gate is shut. A step that leads to neither passes.</summary>
    /// <param name="protocol">The visit's protocol; null for a visit without one, which has no gate.</param>
    /// <param name="visit">The visit in its new state.</param>
    /// <param name="before">Its state before.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">rule_broken (R18).</exception>
    public async Task RequireOpenAsync(ProtocolVersion? protocol, Appointment visit, AppointmentState before, CancellationToken cancellationToken)
    {
        if (!EntersTreatment(before, visit.State) || QuestionOf(protocol, visit, MomentOf(visit)) is not { } question)
        {
            return;
        }

        var facts = await ReadAsync([visit], cancellationToken);
        IReadOnlyList<GateNeed> needs = [.. facts.Of(visit, question, checkInOnly: visit.State == AppointmentState.CheckedIn), .. await OfHoldAsync(visit, before, cancellationToken)];
        if (needs.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.RuleBroken, "The patient may not be treated yet: see missing.")
            {
                Rule = "R18",
                Extensions = new Dictionary<string, object?> { ["missing"] = needs.Select(StoredJson.Word).ToList() },
            };
        }
    }

    /// <summary>What each of these visits waits for, as of an instant; those to come only, the others wait for nothing.</summary>
    /// <param name="visits">Visits with their protocols.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<GateNeed>>> NeedsAsync(IReadOnlyList<(Appointment Visit, ProtocolVersion? Protocol)> visits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = visits.Select(v => (v.Visit, Question: v.Visit.State.IsToCome() ? QuestionOf(v.Protocol, v.Visit, now) : null)).ToList();
        if (asked.TrueForAll(a => a.Question is null))
        {
            return asked.ToDictionary(a => a.Visit.Id, _ => (IReadOnlyList<GateNeed>)[]);
        }

        var facts = await ReadAsync([.. asked.Where(a => a.Question is not null).Select(a => a.Visit)], cancellationToken);
        var held = await HeldAsync([.. asked.Select(a => a.Visit.CourseId).OfType<Guid>().Distinct()], cancellationToken);
        return asked.ToDictionary(a => a.Visit.Id, a => a.Question is { } question ? facts.Shown(a.Visit, question, held) : []);
    }

    /// <summary>Whether a step leads into a treatment: checked in, begun or given. Steps back lead out of it.</summary>
    internal static bool EntersTreatment(AppointmentState before, AppointmentState after) => after switch
    {
        AppointmentState.CheckedIn => before is AppointmentState.Booked or AppointmentState.Confirmed,
        AppointmentState.InProgress => before != AppointmentState.InProgress,
        AppointmentState.Delivered or AppointmentState.Partial => before is not (AppointmentState.Delivered or AppointmentState.Partial),
        _ => false,
    };

    // Entered late, it is asked as of then.
    internal static DateTimeOffset MomentOf(Appointment visit) => visit.State switch
    {
        AppointmentState.CheckedIn => visit.CheckedInAt,
        AppointmentState.InProgress => visit.StartedAt,
        _ => visit.StartedAt ?? visit.ClosedAt,
    } ?? throw new InvalidOperationException("A step without its time.");

    // Whatever uses a device or counts as a treatment: mapping, too, is done with the coil.
    private static GateQuestion? QuestionOf(ProtocolVersion? protocol, Appointment visit, DateTimeOffset at)
    {
        if (protocol?.Definition is not { Screening: { } terms } definition)
        {
            return null;
        }

        var treats = visit.CountsAsSession || visit.DeviceId is not null || definition.Kind(visit.Kind) is { CountsAsTreatment: true };
        return treats ? new GateQuestion(terms, definition.Modality, definition.DeviceCapability, visit.LocalDate, at) : null;
    }

    private async Task<HashSet<Guid>> HeldAsync(IReadOnlyList<Guid> courses, CancellationToken cancellationToken) =>
        [.. await db.Courses.Where(c => courses.Contains(c.Id) && c.State == CourseState.OnHold && c.HoldCause == HoldCause.PrescriberReview).Select(c => c.Id).ToListAsync(cancellationToken)];

    // A treatment that is under way when it happens, or was given before, is entered as it was.
    private async Task<IReadOnlyList<GateNeed>> OfHoldAsync(Appointment visit, AppointmentState before, CancellationToken cancellationToken)
    {
        var course = visit.CourseId;
        return before != AppointmentState.InProgress
            && await db.Courses.AsNoTracking().SingleOrDefaultAsync(c => c.Id == course && c.HoldCause == HoldCause.PrescriberReview, cancellationToken) is { } held && held.IsHeldAt(MomentOf(visit))
            ? [GateNeed.PrescriberReview]
            : [];
    }

    private async Task<GateFacts> ReadAsync(IReadOnlyList<Appointment> visits, CancellationToken cancellationToken)
    {
        var (patients, ids) = (visits.Select(v => v.PatientId).Distinct().ToList(), visits.Select(v => v.Id).ToList());
        return new GateFacts(
            (await db.Screenings.AsNoTracking().Where(s => patients.Contains(s.PatientId)).ToListAsync(cancellationToken)).ToLookup(s => s.PatientId),
            (await db.Consents.AsNoTracking().Where(c => patients.Contains(c.PatientId)).ToListAsync(cancellationToken)).ToLookup(c => c.PatientId),
            await db.DayChecklists.AsNoTracking().Where(c => ids.Contains(c.AppointmentId)).ToDictionaryAsync(c => c.AppointmentId, cancellationToken));
    }

    private sealed record GateFacts(ILookup<Guid, Screening> Screenings, ILookup<Guid, Consent> Consents, Dictionary<Guid, DayChecklist> Checklists)
    {
        public IReadOnlyList<GateNeed> Of(Appointment visit, GateQuestion question, bool checkInOnly) => checkInOnly
            ? TreatmentGate.BeforeCheckIn(question, Screenings[visit.PatientId], Consents[visit.PatientId])
            : TreatmentGate.BeforeTreatment(question, Screenings[visit.PatientId], Consents[visit.PatientId], Checklists.GetValueOrDefault(visit.Id));

        // A checklist is filled in on the day, so before a check-in nobody misses it.
        public IReadOnlyList<GateNeed> Shown(Appointment visit, GateQuestion question, HashSet<Guid> held)
        {
            var here = visit.State is AppointmentState.CheckedIn or AppointmentState.InProgress;
            GateNeed[] review = visit.CourseId is { } course && held.Contains(course) && visit.State != AppointmentState.InProgress ? [GateNeed.PrescriberReview] : [];
            return [.. Of(visit, question, checkInOnly: true), .. review, .. TreatmentGate.OfChecklist(Checklists.GetValueOrDefault(visit.Id), missed: here)];
        }
    }
}
