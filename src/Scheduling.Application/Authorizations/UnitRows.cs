using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Sites;
using Scheduling.Application.Planning;

namespace Scheduling.Application.Authorizations;

/// <summary>The authorizations of a course with their lines and units, read behind the lock of its lines.</summary>
/// <param name="Authorizations">By id.</param>
/// <param name="Lines">By id; nobody else changes them before this transaction ends.</param>
/// <param name="Claims">The units that visits have.</param>
/// <param name="Payers">The payers of the authorizations.</param>
/// <param name="Home">The course's home site.</param>
/// <param name="Staff">Who is on the course's visits as they are stored; none where no authorization names who gives them.</param>
internal sealed record UnitRows(
    IReadOnlyList<Authorization> Authorizations, IReadOnlyList<AuthorizationLine> Lines, IReadOnlyList<UnitClaim> Claims, IReadOnlyList<Payer> Payers, Site Home, ILookup<Guid, AppointmentStaff> Staff)
{
    /// <summary>A visit as the ledger sees it: with the staff that it carries, or is stored with.</summary>
    public UnitVisit VisitOf(Appointment visit, IReadOnlyList<BillingCode> codes) => UnitVisit.Of(visit, codes, visit.Staff.Count > 0 ? visit.Staff : Staff[visit.Id]);

    /// <summary>Whether an authorization names who orders the course or gives its visits.</summary>
    public bool NamesProviders => Authorizations.Any(a => a.OrderingProviderId is not null || a.RenderingProviderId is not null);

    /// <summary>Whether somebody has yet to decide.</summary>
    public bool IsPending => Authorizations.Any(a => a.State.IsPending());

    /// <summary>The payer whose policy holds for a course; null where none is known.</summary>
    public Payer? PayerOf(Coverage? coverage) => Payers.FirstOrDefault(p => p.Id == coverage?.PayerId);

    /// <summary>What the ledger is settled from.</summary>
    /// <param name="course">The course, as it is now.</param>
    /// <param name="protocolCode">Its protocol.</param>
    public UnitBook BookOf(Course course, string protocolCode) => new()
    {
        Authorizations = Authorizations,
        Lines = Lines,
        Claims = Claims,
        OrderedBy = Guid.TryParse(course.Orders.LastOrDefault(o => o.Kind == OrderKinds.Treatment)?.By, out var prescriber) ? prescriber : null,
        Cap = PayerOf(course.Coverage)?.CapOf(protocolCode),
        Clock = FactsReader.ClockOf(Home),
        Insured = course.Coverage is { HasLedger: true },
    };
}
