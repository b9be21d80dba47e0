namespace Scheduling.Domain.Authorizations;

/// <summary>
/// Units of an authorization: for which codes, when, how many, how often. The counts are kept by the database from the ledger's rows, so that they always add up:
/// granted = reserved + consumed + remaining, none negative (R19).
/// </summary>
public sealed class AuthorizationLine : ClinicEntity
{
    /// <summary>The authorization.</summary>
    public Guid AuthorizationId { get; set; }

    /// <summary>The authorization's course.</summary>
    public Guid CourseId { get; set; }

    /// <summary>Order within the authorization, from 1.</summary>
    public int Position { get; set; }

    /// <summary>Codes it pays for; empty for every code of the course.</summary>
    public IReadOnlyList<string> Codes { get; set; } = [];

    /// <summary>What one unit pays for.</summary>
    public UnitBasis Basis { get; set; }

    /// <summary>First local date, inclusive; null for open.</summary>
    public DateOnly? WindowFrom { get; set; }

    /// <summary>Last local date, inclusive; null for open.</summary>
    public DateOnly? WindowUntil { get; set; }

    /// <summary>Most visits a local day; null for no limit.</summary>
    public int? MaxPerDay { get; set; }

    /// <summary>Most visits a week of the site; null for no limit.</summary>
    public int? MaxPerWeek { get; set; }

    /// <summary>What it is called among the authorization's lines, such as <c>acute</c>, <c>taper</c>, <c>extension</c>.</summary>
    public string? Tranche { get; set; }

    /// <summary>Units asked for.</summary>
    public int Requested { get; set; }

    /// <summary>Units granted; 0 until approved.</summary>
    public int Granted { get; set; }

    /// <summary>Units kept for visits to come.</summary>
    public int Reserved { get; set; }

    /// <summary>Units used.</summary>
    public int Consumed { get; set; }

    /// <summary>Units left.</summary>
    public int Remaining => Granted - Reserved - Consumed;

    /// <summary>Whether the window holds a local date.</summary>
    public bool Holds(DateOnly date) => !(date < WindowFrom || date > WindowUntil);
}
