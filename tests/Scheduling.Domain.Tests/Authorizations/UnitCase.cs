using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Time;

namespace Scheduling.Domain.Tests.Authorizations;

/// <summary>A course's authorizations and visits, kept as the database would keep them: what is settled is added to the counts.</summary>
internal sealed class UnitCase
{
    internal static readonly DateOnly Monday = new(2027, 2, 22);
    private static readonly BillingCode[] Map = [new("initial", "90867", true), new("treatment", "90868"), new("redetermination", "90869", Replaces: "90868")];
    private readonly Guid course = Guid.CreateVersion7();
    private readonly List<Authorization> authorizations = [];
    private readonly List<AuthorizationLine> lines = [];
    private List<UnitClaim> claims = [];

    internal static Guid Site { get; } = Guid.CreateVersion7();

    internal int? Cap { get; set; }

    internal bool Insured { get; set; } = true;

    internal Guid? OrderedBy { get; set; }

    internal Dictionary<Guid, UnitVisit> Visits { get; } = [];

    internal IReadOnlyList<AuthorizationLine> Lines => lines;

    internal IReadOnlyList<UnitClaim> Claims => claims;

    internal List<UnitEntry> Ledger { get; } = [];

    internal Authorization Approve(AuthorizationState state = AuthorizationState.Approved, IReadOnlyList<Guid>? sites = null)
    {
        var authorization = new Authorization { Id = Guid.CreateVersion7(), CourseId = course, State = state, SiteIds = sites ?? [] };
        authorizations.Add(authorization);
        return authorization;
    }

    internal AuthorizationLine Line(int units, int? fromDay = null, int? untilDay = null, UnitBasis basis = UnitBasis.Visit, string[]? codes = null, int? perDay = null, int? perWeek = null, Authorization? of = null)
    {
        var line = new AuthorizationLine
        {
            Id = Guid.CreateVersion7(),
            CourseId = course,
            AuthorizationId = (of ?? authorizations.LastOrDefault() ?? Approve()).Id,
            Position = lines.Count + 1,
            Basis = basis,
            Codes = codes ?? [],
            WindowFrom = fromDay is { } from ? Monday.AddDays(from) : null,
            WindowUntil = untilDay is { } until ? Monday.AddDays(until) : null,
            MaxPerDay = perDay,
            MaxPerWeek = perWeek,
        };
        lines.Add(line);
        Adjust(line, units);
        return line;
    }

    internal void Adjust(AuthorizationLine line, int by)
    {
        Ledger.Add(new UnitEntry { LineId = line.Id, Kind = UnitEntryKind.Adjust, Granted = by });
        line.Granted += by;
    }

    internal Guid Visit(int day, UnitState? needs = UnitState.Reserved, string kind = "treatment", Guid? site = null, int hour = 9, Guid[]? providers = null)
    {
        var id = Guid.CreateVersion7();
        Visits[id] = new UnitVisit
        {
            Id = id,
            SiteId = site ?? Site,
            Date = Monday.AddDays(day),
            Start = new DateTimeOffset(Monday.AddDays(day).ToDateTime(new TimeOnly(hour, 0)), TimeSpan.Zero),
            Code = Map.SingleOrDefault(c => c.Kind == kind),
            Needs = needs,
            Providers = providers ?? [],
        };
        return id;
    }

    internal void Becomes(Guid visit, UnitState? needs) => Visits[visit] = Visits[visit] with { Needs = needs };

    internal UnitSettlement Settle()
    {
        var settlement = UnitLedger.Settle(
            new UnitBook { Authorizations = authorizations, Lines = lines, Claims = claims, Cap = Cap, Clock = SiteClock.ForZone("America/New_York"), Insured = Insured, OrderedBy = OrderedBy }, Visits.Values);
        foreach (var entry in settlement.Entries)
        {
            var line = lines.Single(l => l.Id == entry.LineId);
            (line.Granted, line.Reserved, line.Consumed) = (line.Granted + entry.Granted, line.Reserved + entry.Reserved, line.Consumed + entry.Consumed);
        }

        Ledger.AddRange(settlement.Entries);
        claims = [.. settlement.Claims];
        return settlement;
    }

    /// <summary>The state of a visit's unit; null for none.</summary>
    internal UnitState? Of(Guid visit) => claims.SingleOrDefault(c => c.Id == visit)?.State;

    internal AuthorizationLine? LineOf(Guid visit) => claims.SingleOrDefault(c => c.Id == visit) is { } claim ? lines.Single(l => l.Id == claim.LineId) : null;
}
