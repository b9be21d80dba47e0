namespace Scheduling.Api.Authorizations;

/// <summary>How rows are written. Sent in snake_case.</summary>
public enum ExportFormat
{
    /// <summary>JSON, as everywhere.</summary>
    Json,

    /// <summary>CSV with a header.</summary>
    Csv,
}
