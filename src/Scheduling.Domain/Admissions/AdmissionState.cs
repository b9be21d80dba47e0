using System.Text.Json.Serialization;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Admissions;

/// <summary>Where a batch admission stands.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AdmissionState>))]
public enum AdmissionState
{
    /// <summary>Waits for a worker.</summary>
    Queued,

    /// <summary>A worker searches.</summary>
    Running,

    /// <summary>The search ended by itself.</summary>
    Done,

    /// <summary>Somebody ended it; what was found by then, if anything, is shown.</summary>
    Cancelled,

    /// <summary>It can't be done.</summary>
    Failed,
}
