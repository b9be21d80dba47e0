using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Appointments;

/// <summary>Finds what a visit kind's code means: a kind of a protocol's version, or one of the clinic's own.</summary>
public sealed class VisitKinds(SchedulingDbContext db)
{
    /// <summary>The clinic's own kinds.</summary>
    public async Task<IReadOnlyList<VisitKind>> OfClinicAsync(CancellationToken cancellationToken) =>
        (await db.Clinics.AsNoTracking().SingleAsync(c => c.Id == db.ClinicId, cancellationToken)).VisitKinds ?? ShippedVisitKinds.All;

    /// <summary>The kind of a code: the protocol's where one is given, otherwise the clinic's.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="protocol">The version to look in, or null.</param>
    /// <param name="pointer">Where the code stands in the request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SchedulingException">unprocessable, with the codes that there are.</exception>
    public async Task<VisitKind> FindAsync(string code, ProtocolVersion? protocol, string pointer, CancellationToken cancellationToken)
    {
        var kinds = protocol?.Definition.VisitKinds ?? await OfClinicAsync(cancellationToken);
        return kinds.FirstOrDefault(k => k.Code == code) ?? throw new SchedulingException(ProblemCodes.Unprocessable, "There is no such kind of visit here.")
        {
            Errors = [new FieldError(pointer, protocol is null ? "is not a visit kind of the clinic; kinds of a protocol need courseId or protocolId" : "is not a visit kind of the protocol")],
            Extensions = new Dictionary<string, object?> { ["kinds"] = kinds.Select(k => k.Code).ToList() },
        };
    }

    /// <summary>The kind of a booked visit. A kind that the clinic has dropped since is rebuilt from the visit's own length.</summary>
    public async Task<VisitKind> OfAsync(Appointment appointment, ProtocolVersion? protocol, CancellationToken cancellationToken) =>
        protocol?.Definition.Kind(appointment.Kind)
        ?? (await OfClinicAsync(cancellationToken)).FirstOrDefault(k => k.Code == appointment.Kind)
        ?? AsBooked(appointment);

    private static VisitKind AsBooked(Appointment appointment)
    {
        int Minute(DateTimeOffset at) => (int)(at - appointment.StartsAt).TotalMinutes;
        var length = Minute(appointment.EndsAt);
        return new VisitKind
        {
            Code = appointment.Kind,
            Minutes = length,
            CountsAsTreatment = appointment.CountsAsSession,
            Segments =
            [
                .. appointment.RoomId is null ? Array.Empty<VisitSegment>() : [new VisitSegment { Kind = SegmentKind.Room, UntilMinute = length }],
                .. appointment.DeviceId is null ? Array.Empty<VisitSegment>() : [new VisitSegment { Kind = SegmentKind.Device, UntilMinute = length }],
                .. appointment.Staff.Where(s => s.Role != Domain.Staffing.StaffRole.Supervisor || s.Exclusive).Select(s => new VisitSegment
                {
                    Kind = SegmentKind.Staff,
                    Role = s.Role,
                    FromMinute = Minute(s.StartsAt),
                    UntilMinute = Minute(s.EndsAt),
                    Exclusive = s.Exclusive,
                }),
            ],
        };
    }
}
