namespace Scheduling.Domain.Outcomes;

/// <summary>How a total stands against the baseline. Sent in snake_case.</summary>
public enum ResponseStatus
{
    /// <summary>There is no baseline to compare with.</summary>
    NoBaseline,

    /// <summary>Less than 25 % below the baseline.</summary>
    None,

    /// <summary>25 to 49 % below it.</summary>
    Partial,

    /// <summary>50 % or more below it (source 6.01).</summary>
    Response,

    /// <summary>At or below the instrument's published cut-off.</summary>
    Remission,
}
