using System.Globalization;

namespace Scheduling.Domain.Authorizations;

/// <summary>Hands out units of lines, from none given, and says afterwards what that changes.</summary>
internal sealed class UnitDesk
{
    private readonly UnitBook _book;
    private readonly Dictionary<Guid, Authorization> _authorizations;
    private readonly List<AuthorizationLine> _lines;
    private readonly Dictionary<Guid, UnitClaim> _before;
    private readonly Dictionary<Guid, UnitClaim> _after = [];
    private readonly Dictionary<Guid, HashSet<string>> _taken;

    internal UnitDesk(UnitBook book)
    {
        _book = book;
        _authorizations = book.Authorizations.ToDictionary(a => a.Id);
        // Soonest to end first: what could still be used later is kept for later.
        _lines = [.. book.Lines.Where(l => _authorizations[l.AuthorizationId].State.GivesUnits())
            .OrderBy(l => l.WindowUntil ?? DateOnly.MaxValue).ThenBy(l => l.WindowFrom ?? DateOnly.MinValue).ThenBy(l => l.Position).ThenBy(l => l.Id)];
        _before = book.Claims.ToDictionary(c => c.Id);
        _taken = _lines.ToDictionary(l => l.Id, _ => new HashSet<string>(StringComparer.Ordinal));
    }

    /// <summary>What visits have now.</summary>
    internal IReadOnlyList<UnitClaim> Claims => [.. _after.Values];

    /// <summary>What a visit had before.</summary>
    internal UnitClaim? Before(Guid visitId) => _before.GetValueOrDefault(visitId);

    /// <summary>Whether a visit has a unit.</summary>
    internal bool Has(Guid visitId) => _after.ContainsKey(visitId);

    /// <summary>A line that gives units.</summary>
    internal AuthorizationLine? Line(Guid id) => _lines.FirstOrDefault(l => l.Id == id);

    /// <summary>The first line that has a unit for a visit, or why there is none: the reason of the line that came nearest.</summary>
    internal AuthorizationLine? Find(UnitVisit visit, out string reason)
    {
        reason = UnitReasons.NotAuthorized;
        var nearest = -1;
        foreach (var line in _lines)
        {
            if (Refuses(line, visit) is not { } refused)
            {
                return line;
            }

            var how = Array.IndexOf(Nearness, refused);
            if (how > nearest)
            {
                (nearest, reason) = (how, refused);
            }
        }

        return null;
    }

    /// <summary>Why a line has no unit for a visit; null when it has.</summary>
    internal string? Refuses(AuthorizationLine line, UnitVisit visit)
    {
        var authorization = _authorizations[line.AuthorizationId];
        var sites = authorization.SiteIds;
        return !Pays(line, visit) ? UnitReasons.CodeNotCovered
            : sites.Count > 0 && !sites.Contains(visit.SiteId) ? UnitReasons.SiteNotCovered
            : ProviderApproval.Refuses(authorization, _book.OrderedBy, visit.Providers) is { } provider ? provider
            : !line.Holds(visit.Date) ? UnitReasons.OutsideAuthorization
            : visit.Code is { OncePerEpisode: true } once && _after.Values.Any(c => c.Once && c.Code == once.Code) ? UnitReasons.CodeUsed
            : !_taken[line.Id].Contains(KeyOf(line, visit.Id, visit.Date)) && _taken[line.Id].Count >= line.Granted ? UnitReasons.NoUnitLeft
            : _book.Cap <= _after.Count ? UnitReasons.PayerCap
            : TooOften(line, visit) ? UnitReasons.TooOften
            : null;
    }

    /// <summary>Gives a visit a unit of a line.</summary>
    internal void Give(AuthorizationLine line, UnitVisit visit)
    {
        _taken[line.Id].Add(KeyOf(line, visit.Id, visit.Date));
        _after[visit.Id] = new UnitClaim
        {
            Id = visit.Id,
            LineId = line.Id,
            CourseId = line.CourseId,
            State = visit.Needs ?? UnitState.Reserved,
            Code = visit.Code?.Code,
            Once = visit.Code?.OncePerEpisode ?? false,
            ServiceOn = visit.Date,
        };
    }

    /// <summary>The rows that lead from before to now. Where several visits share a unit, the row of the one that changes its count bears it.</summary>
    internal IReadOnlyList<UnitEntry> Entries()
    {
        List<UnitEntry> entries = [];
        var now = new Dictionary<Guid, UnitClaim>(_before);
        var lines = _book.Lines.ToDictionary(l => l.Id);
        foreach (var gone in _before.Values.Where(b => !_after.TryGetValue(b.Id, out var a) || a.LineId != b.LineId || KeyOf(lines[a.LineId], a.Id, a.ServiceOn) != KeyOf(lines[b.LineId], b.Id, b.ServiceOn)).OrderBy(b => b.ServiceOn).ThenBy(b => b.Id))
        {
            entries.Add(Change(lines[gone.LineId], gone, UnitEntryKind.Release, now, () => now.Remove(gone.Id)));
        }

        foreach (var claim in _after.Values.OrderBy(a => a.ServiceOn).ThenBy(a => a.Id))
        {
            if (!now.TryGetValue(claim.Id, out var was) || was.State != claim.State)
            {
                entries.Add(Change(lines[claim.LineId], claim, claim.State == UnitState.Consumed ? UnitEntryKind.Consume : UnitEntryKind.Reserve, now, () => now[claim.Id] = claim));
            }
        }

        return entries;
    }

    // What a refusal by one line says beside the refusals by others: the later in this row, the less was missing.
    private static readonly string[] Nearness =
    [
        UnitReasons.CodeNotCovered, UnitReasons.SiteNotCovered, UnitReasons.OrderingProviderNotCovered, UnitReasons.RenderingProviderNotCovered, UnitReasons.OutsideAuthorization, UnitReasons.CodeUsed,
        UnitReasons.NoUnitLeft, UnitReasons.PayerCap, UnitReasons.TooOften,
    ];

    // A code that stands in for another is paid for as that one (90869 for the day's 90868).
    private static bool Pays(AuthorizationLine line, UnitVisit visit) => line.Codes.Count == 0
        || (visit.Code is { } code && (line.Codes.Contains(code.Code) || (code.Replaces is { } replaced && line.Codes.Contains(replaced))));

    private bool TooOften(AuthorizationLine line, UnitVisit visit)
    {
        if (line.MaxPerDay is null && line.MaxPerWeek is null)
        {
            return false;
        }

        var own = _after.Values.Where(c => c.LineId == line.Id && c.Id != visit.Id).ToList();
        return own.Count(c => c.ServiceOn == visit.Date) >= line.MaxPerDay
            || own.Count(c => _book.Clock.WeekStart(c.ServiceOn) == _book.Clock.WeekStart(visit.Date)) >= line.MaxPerWeek;
    }

    private static UnitEntry Change(AuthorizationLine line, UnitClaim claim, UnitEntryKind kind, Dictionary<Guid, UnitClaim> now, Action change)
    {
        var key = KeyOf(line, claim.Id, claim.ServiceOn);
        var (reserved, consumed) = Count(line, key, now);
        change();
        var (reservedThen, consumedThen) = Count(line, key, now);
        return new UnitEntry
        {
            LineId = line.Id,
            CourseId = line.CourseId,
            AppointmentId = claim.Id,
            Kind = kind,
            Reserved = reservedThen - reserved,
            Consumed = consumedThen - consumed,
            Code = claim.Code,
            ServiceOn = claim.ServiceOn,
        };
    }

    // A unit that several visits share is used as soon as one of them was given.
    private static (int Reserved, int Consumed) Count(AuthorizationLine line, string key, Dictionary<Guid, UnitClaim> claims)
    {
        var sharing = claims.Values.Where(c => c.LineId == line.Id && KeyOf(line, c.Id, c.ServiceOn) == key).ToList();
        return sharing.Count == 0 ? (0, 0) : sharing.Exists(c => c.State == UnitState.Consumed) ? (0, 1) : (1, 0);
    }

    private static string KeyOf(AuthorizationLine line, Guid visitId, DateOnly date) => line.Basis switch
    {
        UnitBasis.Day => date.ToString("O", CultureInfo.InvariantCulture),
        UnitBasis.Course => "course",
        _ => visitId.ToString(),
    };
}
