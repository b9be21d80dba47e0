namespace Scheduling.Domain.Screenings;

/// <summary>A hard contraindication: nobody is treated so until a prescriber of the clinic has set it aside by name, with a reason (R18). Lists differ by device, so this is data.</summary>
public sealed record Contraindication
{
    /// <summary>Modalities that it holds for, such as <c>rtms</c>.</summary>
    public required IReadOnlyList<string> Modalities { get; init; }

    /// <summary>Device capabilities that it holds for, such as <c>h1</c>; empty for every one.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>What stands against it: <c>metal implanted within 30 cm of the coil</c>.</summary>
    public required string Statement { get; init; }

    /// <summary>Whether it holds for a treatment.</summary>
    /// <param name="modality">Modality of the protocol.</param>
    /// <param name="capability">Device capability of the protocol; null when no device is used.</param>
    public bool HoldsFor(string modality, string? capability) =>
        Modalities.Contains(modality) && (Capabilities.Count == 0 || (capability is not null && Capabilities.Contains(capability)));
}
