namespace Scheduling.Application.Persistence;

/// <summary>What a thing of an import file became, so that the next import of the file changes it instead of making another.</summary>
public sealed class ImportKey
{
    public Guid ClinicId { get; set; }

    /// <summary>Kind of thing: <c>site</c>, <c>patient</c>, <c>course</c> ...</summary>
    public required string Kind { get; set; }

    /// <summary>The file's key, unique by kind within the clinic.</summary>
    public required string Key { get; set; }

    /// <summary>Its id. Not a foreign key: what was deleted since is made again.</summary>
    public Guid Id { get; set; }

    /// <summary>SHA-256 of what the file said: while it says the same, changes made since by others stand.</summary>
    public required byte[] Content { get; set; }
}
