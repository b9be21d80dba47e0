namespace Scheduling.Domain.Screenings;

/// <summary>Who gave a consent. Stored and sent in snake_case.</summary>
public enum ConsentGiver
{
    /// <summary>The patient.</summary>
    Patient,

    /// <summary>The guardian of a minor.</summary>
    Guardian,
}
