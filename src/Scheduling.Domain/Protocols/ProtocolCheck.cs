using System.Text.Json.Serialization;

namespace Scheduling.Domain.Protocols;

/// <summary>Something due regularly during a course: a scale, a review, a form.</summary>
public sealed record ProtocolCheck
{
    /// <summary>What is due: <c>phq9</c>, <c>prescriber_review</c>, <c>rems_form</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Every so many.</summary>
    public required int Every { get; init; }

    /// <summary>Of what.</summary>
    public required CheckUnit Unit { get; init; }
}

/// <summary>Unit of a check's cadence.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CheckUnit>))]
public enum CheckUnit
{
    /// <summary>Delivered sessions.</summary>
    Sessions,

    /// <summary>Weeks since the first session.</summary>
    Weeks,
}
