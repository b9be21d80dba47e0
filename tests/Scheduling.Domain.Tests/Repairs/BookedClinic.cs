using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Tests.Planning;
using Scheduling.Domain.Tests.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Repairs;

/// <summary>A clinic with whole courses in it, booked one after the other by the planner.</summary>
public sealed class BookedClinic
{
    public static readonly DateOnly From = new(2027, 1, 4);
    private readonly int _days;
    private readonly ProtocolDefinition _protocol;

    public BookedClinic(Clinic clinic, int courses, int days = 120, string protocol = "rtms_10hz_19", TimeOnly? preferred = null, Action<CoursePlanRequest>? seen = null)
    {
        (Clinic, _days, _protocol, Facts) = (clinic, days, Templates.Get(protocol), clinic.Facts());
        for (var n = 1; n <= courses; n++)
        {
            Patients.Add(new PatientFacts { Id = Clinic.Id(6, n), BornOn = new DateOnly(1980, 5, 17) });
            var request = clinic.Plan(_protocol) with
            {
                Patient = Patients[^1],
                Sites = [Facts],
                StartOnOrAfter = From.AddDays(n % 10),
                HorizonEnd = From.AddDays(days - 20),
                PreferredTime = preferred ?? new TimeOnly(9 + (n * 7 % 8), 0),
                Alternatives = false,
            };
            seen?.Invoke(request);
            var option = CoursePlanner.Plan(request).Options[0];
            foreach (var session in option.Sessions)
            {
                Visits.Add(new RepairVisit
                {
                    Id = new Guid(8, (short)(Visits.Count + 1), 0, new byte[8]),
                    SiteId = Clinic.SiteId,
                    PatientId = Patients[^1].Id,
                    CourseId = Clinic.Id(7, n),
                    Kind = _protocol.Kind(session.Kind)!,
                    Phase = session.Phase,
                    Place = new VisitPlace
                    {
                        Start = session.Start,
                        Staff = session.Takes.Where(t => t.Role is not null).GroupBy(t => t.Role!.Value).ToDictionary(g => g.Key, g => g.First().Resource.Id),
                        DeviceId = Of(session, ResourceRefKind.Device),
                        RoomId = Of(session, ResourceRefKind.Room),
                    },
                    Context = VisitContext.For(_protocol),
                });
            }
            Facts = ExhaustiveRepair.Taken(Request(Facts), Visits).Sites[0];
        }
    }

    public Clinic Clinic { get; }

    public ClinicFacts Facts { get; private set; }

    public List<PatientFacts> Patients { get; } = [];

    public List<RepairVisit> Visits { get; } = [];

    /// <summary>The repair after a disruption: whatever breaks a rule now is affected.</summary>
    public RepairRequest After(Func<ClinicFacts, ClinicFacts> disrupt)
    {
        var request = Request(disrupt(Facts));
        return request with { Visits = [.. Visits.Select(v => v with { Affected = IsHit(request, v) })] };
    }

    public static Func<ClinicFacts, ClinicFacts> DeviceDown(Guid device, TimeRange range) => facts => facts with
    {
        Devices = [.. facts.Devices.Select(d => d.Id == device ? d with { Closures = [range] } : d)],
    };

    public static Func<ClinicFacts, ClinicFacts> Away(Guid person, TimeRange range) => facts => facts with
    {
        Staff = [.. facts.Staff.Select(s => s.Id == person ? s with { Closures = [range] } : s)],
    };

    private static bool IsHit(RepairRequest request, RepairVisit visit)
    {
        var range = TimeRange.OfMinutes(visit.Place.Start, visit.Kind.Minutes);
        var facts = request.Sites[0];
        return facts.Site.Closures.Concat(facts.Devices.Where(d => d.Id == visit.Place.DeviceId).SelectMany(d => d.Closures))
            .Concat(facts.Staff.Where(s => visit.Place.Staff.Values.Contains(s.Id)).SelectMany(s => s.Closures)).Any(c => c.Overlaps(range));
    }

    private static Guid? Of(PlannedVisit session, ResourceRefKind kind) => session.Takes.Where(t => t.Resource.Kind == kind).Select(t => (Guid?)t.Resource.Id).FirstOrDefault();

    private RepairRequest Request(ClinicFacts facts) => new()
    {
        Sites = [facts],
        Patients = Patients,
        Visits = Visits,
        Courses = [.. Visits.Select(v => v.CourseId!.Value).Distinct().Select(c => new RepairCourse { Id = c, Protocol = _protocol })],
        From = From,
        Until = From.AddDays(_days - 1),
    };
}
