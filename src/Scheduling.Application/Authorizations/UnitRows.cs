using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Sites;
using Scheduling.Application.Planning;

namespace Scheduling.Application.Authorizations;

/// <summary>The authorizations of a course with their lines and units, read behind the lock of its lines.</summary>
/// <param name="Authorizations">By id.</param>
/// <param name="Lines">By id; nobody else changes them before this transaction ends.</param>
/// <param name="Claims">The units that visits have.</param>
/// <param name="Payers">The payers of the authorizations.</param>
/// <param name="Home">The course's home site.</param>
internal sealed record UnitRows(
    IReadOnlyList<Authorization> Authorizations, IReadOnlyList<AuthorizationLine> Lines, IReadOnlyList<UnitClaim> Claims, IReadOnlyList<Payer> Payers, Site Home)
{
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
        Cap = PayerOf(course.Coverage)?.CapOf(protocolCode),
        Clock = FactsReader.ClockOf(Home),
        Insured = course.Coverage is { HasLedger: true },
    };
}
