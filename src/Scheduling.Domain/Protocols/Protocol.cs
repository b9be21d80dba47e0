namespace Scheduling.Domain.Protocols;

/// <summary>A treatment template of a clinic, in versions. Courses pin one version.</summary>
public sealed class Protocol : VersionedEntity
{
    /// <summary>Stable word such as <c>rtms_10hz_19</c>, unique in the clinic.</summary>
    public required string Code { get; set; }

    /// <summary>Name shown to staff.</summary>
    public required string Name { get; set; }

    /// <summary>True when courses may be made on it.</summary>
    public bool Enabled { get; set; }

    /// <summary>The shipped template it was copied from, or null.</summary>
    public string? TemplateCode { get; set; }

    /// <summary>Number of its newest version, from 1.</summary>
    public int LatestVersion { get; set; } = 1;
}
