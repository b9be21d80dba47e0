using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Application.Planning;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Application.Resources;

/// <summary>Asks the booking rules again of visits that are booked, by what stands around them now; everything is loaded once for all of them.</summary>
internal sealed class VisitReview
{
    private readonly Dictionary<Guid, ClinicFacts> clinics = [];
    private Dictionary<Guid, Patient> patients = [];
    private Dictionary<Guid, Course> courses = [];
    private Dictionary<Guid, ProtocolDefinition> protocols = [];

    /// <summary>Loads what stands around the visits.</summary>
    public static async Task<VisitReview> LoadAsync(SchedulingDbContext db, FactsReader facts, IReadOnlyList<Appointment> visits, CancellationToken cancellationToken)
    {
        var review = new VisitReview();
        var patientIds = visits.Select(v => v.PatientId).Distinct().ToList();
        var courseIds = visits.Select(v => v.CourseId).OfType<Guid>().Distinct().ToList();
        var versionIds = visits.Select(v => v.ProtocolVersionId).OfType<Guid>().Distinct().ToList();
        review.patients = await db.Patients.AsNoTracking().Where(p => patientIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        review.courses = await db.Courses.AsNoTracking().Where(c => courseIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        review.protocols = await db.ProtocolVersions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Definition, cancellationToken);
        var sites = await db.Sites.AsNoTracking().ToDictionaryAsync(s => s.Id, cancellationToken);
        foreach (var atSite in visits.GroupBy(v => v.SiteId))
        {
            var clock = FactsReader.ClockOf(sites[atSite.Key]);
            var resources = atSite.SelectMany(v => v.Staff.Select(s => s.StaffId).Concat(new[] { v.RoomId, v.DeviceId }.OfType<Guid>())).ToHashSet();
            review.clinics.Add(
                atSite.Key,
                await facts.ReadSiteAsync(atSite.Key, clock.DateOf(atSite.Min(v => v.StartsAt)), clock.DateOf(atSite.Max(v => v.EndsAt)), resources, cancellationToken));
        }

        return review;
    }

    /// <summary>Everything that stands against the visit, in order of the rules.</summary>
    public IReadOnlyList<AffectedBecause> Because(Appointment visit)
    {
        var clinic = clinics[visit.SiteId];
        var clock = clinic.Site.Clock;
        var course = visit.CourseId is { } id ? courses[id] : null;
        var protocol = visit.ProtocolVersionId is { } version ? protocols[version] : null;
        List<AffectedBecause> because = [];
        foreach (var violation in VisitCheck.Check(clinic, PatientFactsOf(patients[visit.PatientId], clock), ToCheck(visit, protocol), ContextOf(visit, course, protocol)))
        {
            // What was waived when booking (R9) is known. A closure or an absence is news all the same.
            if (FlagOf(violation.Reason) is { } flag
                && (flag is VisitFlags.Closure or VisitFlags.PatientAbsence || visit.Override?.Rules.Contains(violation.Rule.ToString()) != true))
            {
                because.Add(new AffectedBecause(flag, violation.Rule.ToString(), violation.Reason, violation.Resource is { Kind: not ResourceRefKind.Site } resource ? resource.Id : null));
            }
        }

        if (clock.DateOf(visit.StartsAt) != visit.LocalDate || clock.TimeOf(visit.StartsAt) != visit.LocalTime)
        {
            because.Add(new AffectedBecause(VisitFlags.LocalTime, "R15", "local_time_changed", null));
        }

        return [.. because.Distinct()];
    }

    // R1, R2 and R6 are between visits: a change of the clinic doesn't touch them.
    private static string? FlagOf(string reason) => reason switch
    {
        ViolationReasons.Closed => VisitFlags.Closure,
        ViolationReasons.OutsideHours => VisitFlags.Hours,
        ViolationReasons.OffShift => VisitFlags.Shift,
        ViolationReasons.CredentialMissing => VisitFlags.Credential,
        ViolationReasons.RoleMissing => VisitFlags.Role,
        ViolationReasons.CapabilityMissing or ViolationReasons.NotCleared => VisitFlags.Clearance,
        ViolationReasons.WrongPlace => VisitFlags.Place,
        ViolationReasons.OutsideWindows => VisitFlags.PatientWindow,
        ViolationReasons.Absent => VisitFlags.PatientAbsence,
        _ => null,
    };

    private static PatientFacts PatientFactsOf(Patient patient, SiteClock clock) => new()
    {
        Id = patient.Id,
        BornOn = patient.BirthDate,
        Windows = patient.Windows,
        Absences = [.. patient.Absences.Select(a => new TimeRange(clock.DayBounds(a.From).From, clock.DayBounds(a.Until).Until))],
    };

    private static VisitContext ContextOf(Appointment visit, Course? course, ProtocolDefinition? protocol)
    {
        var basis = protocol is null ? new VisitContext() : VisitContext.For(protocol);
        return basis with
        {
            Indication = course?.Indication ?? basis.Indication,
            OffLabelOrder = course?.Orders.Any(o => o.Kind == OrderKinds.OffLabel) ?? false,
            Supervision = visit.CountsAsSession ? CourseTerms.Supervision(course?.Coverage) : SupervisionRule.None,
        };
    }

    private static VisitToCheck ToCheck(Appointment visit, ProtocolDefinition? protocol) => new()
    {
        OwnerId = visit.Id,
        Kind = protocol?.Kind(visit.Kind) is { } kind ? kind with { Minutes = MinutesFrom(visit, visit.EndsAt) } : KindOf(visit),
        Start = visit.StartsAt,
        Staff = visit.Staff.GroupBy(s => s.Role).ToDictionary(s => s.Key, s => s.First().StaffId),
        DeviceId = visit.DeviceId,
        RoomId = visit.RoomId,
    };

    // A kind that no protocol describes asks for what the visit has.
    private static VisitKind KindOf(Appointment visit)
    {
        List<VisitSegment> segments = [.. visit.Staff.Select(s => new VisitSegment
        {
            Kind = SegmentKind.Staff,
            Role = s.Role,
            FromMinute = MinutesFrom(visit, s.StartsAt),
            UntilMinute = MinutesFrom(visit, s.EndsAt),
        })];
        var whole = MinutesFrom(visit, visit.EndsAt);
        if (visit.RoomId is not null)
        {
            segments.Add(new VisitSegment { Kind = SegmentKind.Room, UntilMinute = whole });
        }

        if (visit.DeviceId is not null)
        {
            segments.Add(new VisitSegment { Kind = SegmentKind.Device, UntilMinute = whole });
        }

        return new VisitKind { Code = visit.Kind, Minutes = whole, Segments = segments };
    }

    private static int MinutesFrom(Appointment visit, DateTimeOffset instant) => (int)(instant - visit.StartsAt).TotalMinutes;
}
