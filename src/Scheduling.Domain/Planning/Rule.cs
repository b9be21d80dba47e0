using System.Text.Json.Serialization;

namespace Scheduling.Domain.Planning;

/// <summary>The numbered rules of the domain that planning and booking answer with. Written as <c>R3</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Rule>))]
public enum Rule
{
    /// <summary>One live taking of a lane at a time.</summary>
    R1 = 1,

    /// <summary>A staff member's exclusive segments stay within their lanes.</summary>
    R2,

    /// <summary>Operator's credential and device's clearance.</summary>
    R3,

    /// <summary>Every role filled by its own person; a supervisor where coverage asks for one.</summary>
    R4,

    /// <summary>Opening hours, closures, shifts, the patient's windows and absences.</summary>
    R5,

    /// <summary>Per day, per week, gaps, days apart.</summary>
    R6,

    /// <summary>The whole course, or named shortfalls.</summary>
    R7,

    /// <summary>The authorization's dates and units.</summary>
    R19 = 19,

    /// <summary>What happens outside the authorization.</summary>
    R20 = 20,

    /// <summary>Never another device model in mid-course without an order.</summary>
    R23 = 23,
}
