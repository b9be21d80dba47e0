using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Clinics;

/// <summary>The tenant: one organisation with its own keys, patients and protocols.</summary>
public sealed class Clinic
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>Name shown to staff.</summary>
    public required string Name { get; set; }

    /// <summary>Stable word by which an import finds the clinic again.</summary>
    public required string Slug { get; set; }

    /// <summary>Instant of creation.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Kinds of visit that need no protocol: consults, reviews, phone screens. Null for the ones that ship with the product.</summary>
    public IReadOnlyList<VisitKind>? VisitKinds { get; set; }
}
