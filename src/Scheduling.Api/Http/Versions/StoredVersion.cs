namespace Scheduling.Api.Http.Versions;

/// <summary>The version that a change finds and leaves: a dry run leaves what it found, and its answer has to say so.</summary>
public sealed class StoredVersion(ExpectedVersion expected, bool dryRun)
{
    private int found;

    /// <summary>Refuses unless <paramref name="current"/> is what the caller read, and keeps it.</summary>
    public void Require(int current) => expected.Require(found = current);

    /// <summary>The version to answer with.</summary>
    /// <param name="changed">That of the thing as changed.</param>
    public int After(int changed) => dryRun ? found : changed;
}
