using Scheduling.Domain.Appointments;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Authorizations;

/// <summary>A visit as the ledger sees it.</summary>
public sealed record UnitVisit
{
    /// <summary>The appointment.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its site.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Its local date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Its start.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Its billing code by the code map; null where that has none.</summary>
    public BillingCode? Code { get; init; }

    /// <summary>Prescribers and supervisors named on it.</summary>
    public IReadOnlyCollection<Guid> Providers { get; init; } = [];

    /// <summary>Reserved while it is to come, consumed once it was given, whole or in part; null for one that needs no unit.</summary>
    public required UnitState? Needs { get; init; }

    /// <summary>A visit of a course: one that counts as a session or has a code, while it takes its resources.</summary>
    /// <param name="visit">The appointment.</param>
    /// <param name="codes">The code map of its protocol.</param>
    /// <param name="staff">Who is on it.</param>
    public static UnitVisit Of(Appointment visit, IReadOnlyList<BillingCode> codes, IEnumerable<AppointmentStaff> staff)
    {
        var code = codes.FirstOrDefault(c => string.Equals(c.Kind, visit.Kind, StringComparison.Ordinal));
        return new UnitVisit
        {
            Id = visit.Id,
            SiteId = visit.SiteId,
            Date = visit.LocalDate,
            Start = visit.StartsAt,
            Code = code,
            Providers = [.. staff.Where(s => s.Role is StaffRole.Prescriber or StaffRole.Supervisor).Select(s => s.StaffId)],
            Needs = code is null && !visit.CountsAsSession ? null
                : visit.State is AppointmentState.Delivered or AppointmentState.Partial ? UnitState.Consumed
                : visit.State.IsToCome() ? UnitState.Reserved
                : null,
        };
    }
}
