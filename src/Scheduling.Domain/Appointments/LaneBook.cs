using Scheduling.Domain.Planning;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Appointments;

/// <summary>The lanes of some resources while visits are put into them one after the other.</summary>
public sealed class LaneBook
{
    private readonly Dictionary<Guid, (ResourceRef Resource, int Lanes, List<Occupation> Taken)> resources = [];

    /// <summary>Opens the book.</summary>
    /// <param name="clinic">Staff, devices and rooms.</param>
    /// <param name="patient">The patient.</param>
    /// <param name="ignoredOwnerIds">Appointments and holds whose places count as free: those being moved or used up.</param>
    public LaneBook(ClinicFacts clinic, PatientFacts patient, IReadOnlySet<Guid> ignoredOwnerIds)
    {
        void Open(ResourceRefKind kind, Guid id, int lanes, IReadOnlyList<Occupation> taken) =>
            resources[id] = (new ResourceRef(kind, id), lanes, [.. taken.Where(t => !ignoredOwnerIds.Contains(t.OwnerId))]);

        Open(ResourceRefKind.Patient, patient.Id, 1, patient.Taken);
        foreach (var member in clinic.Staff)
        {
            Open(ResourceRefKind.Staff, member.Id, member.Lanes, member.Taken);
        }

        foreach (var device in clinic.Devices)
        {
            Open(ResourceRefKind.Device, device.Id, device.Lanes, device.Taken);
        }

        foreach (var room in clinic.Rooms)
        {
            Open(ResourceRefKind.Room, room.Id, room.Lanes, room.Taken);
        }
    }

    /// <summary>Takes a lane of everything the visit needs.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="patientId">Its patient.</param>
    /// <param name="inTheWay">R1 or R2 for each resource without a free lane.</param>
    public IReadOnlyList<LaneInterval> Take(VisitToBook visit, Guid patientId, out IReadOnlyList<RuleViolation> inTheWay)
    {
        List<LaneInterval> lanes = [];
        List<RuleViolation> blocked = [];
        foreach (var wanted in VisitTakes.Of(visit, patientId))
        {
            // A resource of another site or out of service is another rule's business.
            if (!resources.TryGetValue(wanted.ResourceId, out var resource))
            {
                continue;
            }

            if (VisitRules.FreeLane(resource.Lanes, resource.Taken, wanted.Range) is { } lane)
            {
                lanes.Add(new LaneInterval(wanted.ResourceId, lane, wanted.Range));
                resource.Taken.Add(new Occupation(lane, wanted.Range, visit.AppointmentId));
                continue;
            }

            var blocker = resource.Taken.Where(t => t.Range.Overlaps(wanted.Range)).MinBy(t => t.Range.From);
            var staff = resource.Resource.Kind == ResourceRefKind.Staff;
            blocked.Add(new RuleViolation(staff ? Rule.R2 : Rule.R1, staff ? ViolationReasons.StaffTaken : ViolationReasons.Taken, resource.Resource, blocker.Range));
        }

        inTheWay = blocked;
        return lanes;
    }
}

/// <summary>A lane taken for an interval.</summary>
/// <param name="ResourceId">The resource.</param>
/// <param name="Lane">From 0.</param>
/// <param name="Range">Set-up and turnover included.</param>
public readonly record struct LaneInterval(Guid ResourceId, int Lane, TimeRange Range);
