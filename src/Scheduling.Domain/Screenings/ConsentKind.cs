namespace Scheduling.Domain.Screenings;

/// <summary>What a consent is about. Stored and sent in snake_case.</summary>
public enum ConsentKind
{
    /// <summary>Being treated (R18).</summary>
    Treatment,
}
