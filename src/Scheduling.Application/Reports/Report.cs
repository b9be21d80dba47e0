namespace Scheduling.Application.Reports;

/// <summary>A report: the period it is of, and its rows. docs/reports.md says what each figure counts.</summary>
public sealed record Report<TRow> : IReport
{
    /// <summary>First local date, inclusive.</summary>
    /// <example>2027-02-01</example>
    public required DateOnly From { get; init; }

    /// <summary>Last local date, inclusive.</summary>
    /// <example>2027-02-28</example>
    public required DateOnly Until { get; init; }

    /// <summary>The rows, in a fixed order.</summary>
    public required IReadOnlyList<TRow> Rows { get; init; }

    /// <inheritdoc/>
    IEnumerable<object> IReport.AsRows() => Rows.Cast<object>();

    /// <inheritdoc/>
    Type IReport.RowType() => typeof(TRow);
}

/// <summary>Any report, for writing it as CSV.</summary>
public interface IReport
{
    /// <summary>Its rows.</summary>
    IEnumerable<object> AsRows();

    /// <summary>What they are.</summary>
    Type RowType();
}
