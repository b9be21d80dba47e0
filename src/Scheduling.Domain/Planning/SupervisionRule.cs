using Scheduling.Domain.Staffing;

namespace Scheduling.Domain.Planning;

/// <summary>Whether the coverage asks for a supervisor, and how (R4).</summary>
public sealed record SupervisionRule
{
    /// <summary>No supervisor.</summary>
    public static SupervisionRule None { get; } = new();

    /// <summary>A supervisor in person.</summary>
    public static SupervisionRule InPerson { get; } = new() { Required = true };

    /// <summary>Whether a supervisor is named on every visit that counts as treatment.</summary>
    public bool Required { get; init; }

    /// <summary>Accepted modes of the supervisor's shift.</summary>
    public IReadOnlyList<PresenceMode> Modes { get; init; } = [PresenceMode.InPerson];

    /// <summary>Most visits that one person supervises at once.</summary>
    public int MaxAtOnce { get; init; } = 10;
}
