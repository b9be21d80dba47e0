using Scheduling.Application.Appointments;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Courses;

/// <summary>Looks for places of single sessions one after the other; each place found counts as taken for the next.</summary>
/// <param name="clinic">Facts of the site for the dates in question.</param>
/// <param name="patient">The patient's facts.</param>
/// <param name="terms">What the visits are booked under.</param>
/// <param name="appointments">The course's visits, in any state.</param>
/// <param name="now">No place begins before it.</param>
/// <param name="found">Places found so far, at other sites too; more are added.</param>
internal sealed class MakeUpSearch(
    ClinicFacts clinic, PatientFacts patient, BookingTerms terms, IReadOnlyList<Appointment> appointments, DateTimeOffset now, List<VisitToBook> found)
{

    /// <summary>The clock of the site that is searched.</summary>
    public SiteClock Clock => clinic.Site.Clock;

    /// <summary>The place on a local date that is nearest to a start, its resources those of a visit beside it where they serve; null when there is none.</summary>
    /// <param name="like">A visit beside it.</param>
    /// <param name="kind">The kind wanted.</param>
    /// <param name="phase">The phase; null for a visit that is no session.</param>
    /// <param name="date">The local date.</param>
    /// <param name="near">The start wanted.</param>
    /// <param name="id">The id of the visit: a new one, or that of the visit moved.</param>
    /// <param name="ignored">Visits whose places count as free and which don't count for the cadence.</param>
    public VisitToBook? Find(Appointment like, VisitKind kind, string? phase, DateOnly date, DateTimeOffset near, Guid id, IReadOnlyCollection<Guid> ignored)
    {
        var wanted = BookedVisit.Place(like, kind, clinic.Site.Clock) with { AppointmentId = id, SiteId = clinic.Site.Id, Phase = phase, Start = clinic.Site.Clock.ToLocal(near) };
        var others = BookingRules.OtherTreatments(terms, appointments, [.. ignored])
            .Concat(found.Where(f => f.Phase is not null).Select(f => (f.AppointmentId, new CourseTreatment(clinic.Site.Clock.DateOf(f.Start), f.Start, f.Kind, terms.Protocol!.Definition.Phase(f.Phase!)!))));
        var rules = BookingRules.ContextOf(wanted, terms, others);
        IReadOnlyList<Guid> holds = [.. terms.Holds.Select(h => h.Id)];
        var free = clinic.Without([.. ignored, .. holds]);
        var person = patient.Without([.. ignored, .. holds]);
        person = person with { Taken = [.. person.Taken, .. found.Select(f => new Occupation(0, new TimeRange(f.Start, f.End), f.AppointmentId))] };
        var known = appointments.Any(a => a.Id == id);
        var nearest = AvailabilitySearch.Find(free, person, rules, kind, date, date, now, int.MaxValue)
            .Where(f => known || KeepsOrder(wanted with { Start = f.Start }))
            .MinBy(f => ((f.Start - near).Duration(), f.Start));
        if (nearest is null)
        {
            return null;
        }

        var place = ResourceChoice.Choose(free, person, wanted with { Start = nearest.Start }, new NamedResources(), rules, [], [], out var fits);
        if (!fits)
        {
            return null;
        }

        found.Add(place);
        return place;
    }

    // A session that is new; those that give places up, one for the other, are asked together when they are written.
    private bool KeepsOrder(VisitToBook place) => place.Phase is null || SessionOrder.Broken(
        terms.Protocol!.Definition, terms.Course!.ThresholdsFrom, appointments,
        [.. found.Append(place).Where(p => p.Phase is not null).Select(p => new SessionPlace(p.AppointmentId, p.Kind.Code, p.Phase, p.Start, clinic.Site.Clock.DateOf(p.Start)))]) is null;
}
