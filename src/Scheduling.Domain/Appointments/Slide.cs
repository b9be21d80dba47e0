using Scheduling.Domain.Planning;

namespace Scheduling.Domain.Appointments;

/// <summary>
/// What becomes of a day when one visit begins later on its own resources: each visit behind it keeps its time unless something it needs is still taken,
/// and otherwise begins as soon as that is free. Resources stay; nobody overtakes anybody.
/// </summary>
public static class Slide
{
    /// <summary>Most visits of others that may be pushed; past it a day is better planned anew.</summary>
    public const int MostPushed = 10;

    private const int StepMinutes = 5;

    /// <summary>
    /// The visits with a new start in order of time, the late one first; null when something that may not move is in the way or too many would have to.
    /// Only places are looked at (R1, R2): the other rules are to be asked of each.
    /// </summary>
    /// <param name="clinic">Facts of the site that cover the day.</param>
    /// <param name="late">The late visit at its new start, with its patient.</param>
    /// <param name="behind">Visits of the day that may be pushed, as they stand.</param>
    /// <param name="until">No visit ends after this instant.</param>
    public static IReadOnlyList<SlidVisit>? Of(ClinicFacts clinic, SlidVisit late, IReadOnlyList<SlidVisit> behind, DateTimeOffset until)
    {
        var lanes = new Dictionary<Guid, (int Lanes, List<Occupation> Taken)>();
        var free = clinic.Without([late.Visit.AppointmentId, .. behind.Select(b => b.Visit.AppointmentId)]);
        foreach (var (id, count, taken) in free.Staff.Select(s => (s.Id, s.Lanes, s.Taken)).Concat(free.Devices.Select(d => (d.Id, d.Lanes, d.Taken))).Concat(free.Rooms.Select(r => (r.Id, r.Lanes, r.Taken))))
        {
            lanes[id] = (count, [.. taken]);
        }

        if (!Fits(late))
        {
            return null;
        }

        Take(late);
        List<SlidVisit> moved = [late];
        foreach (var visit in behind.OrderBy(b => b.Visit.Start).ThenBy(b => b.Visit.AppointmentId))
        {
            var placed = visit;
            while (!Fits(placed))
            {
                placed = placed with { Visit = placed.Visit with { Start = placed.Visit.Start.AddMinutes(StepMinutes) } };
                if (placed.Visit.End > until)
                {
                    return null;
                }
            }

            Take(placed);
            if (placed.Visit.Start != visit.Visit.Start)
            {
                moved.Add(placed);
            }
        }

        return moved.Count - 1 > MostPushed ? null : moved;

        bool Fits(SlidVisit slid) => VisitTakes.Of(slid.Visit, slid.PatientId).All(t => !lanes.TryGetValue(t.ResourceId, out var lane) || VisitRules.FreeLane(lane.Lanes, lane.Taken, t.Range) is not null);

        void Take(SlidVisit slid)
        {
            foreach (var wanted in VisitTakes.Of(slid.Visit, slid.PatientId))
            {
                if (!lanes.TryGetValue(wanted.ResourceId, out var lane))
                {
                    lanes[wanted.ResourceId] = lane = (1, []);
                }

                if (VisitRules.FreeLane(lane.Lanes, lane.Taken, wanted.Range) is { } at)
                {
                    lane.Taken.Add(new Occupation(at, wanted.Range, slid.Visit.AppointmentId));
                }
            }
        }
    }
}

/// <summary>A visit on a day that slides.</summary>
/// <param name="Visit">Its place.</param>
/// <param name="PatientId">Its patient.</param>
public sealed record SlidVisit(VisitToBook Visit, Guid PatientId);
