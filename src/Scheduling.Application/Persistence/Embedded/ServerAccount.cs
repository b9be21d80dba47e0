namespace Scheduling.Application.Persistence.Embedded;

/// <summary>Whom the server runs as: PostgreSQL refuses root, so root hands it to another user.</summary>
internal sealed class ServerAccount
{
    private readonly string? user;
    private readonly string? group;

    private ServerAccount(string? user, string? group)
    {
        this.user = user;
        this.group = group;
    }

    internal bool IsOurs => user is null;

    /// <param name="existingData">Data made by an earlier start: its owner stays its owner.</param>
    internal static async Task<ServerAccount> ChooseAsync(string existingData, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerAccount(null, null);
        }

        List<string> candidates = ["postgres", "nobody"];
        if (Directory.Exists(existingData))
        {
            candidates.Insert(0, await ClusterShell.RunAsync(["stat", "-c", "%U", existingData], cancellationToken));
        }

        var known = (await File.ReadAllLinesAsync("/etc/passwd", cancellationToken)).Select(line => line.Split(':')).Where(f => f.Length > 3);
        var groups = known.GroupBy(f => f[0]).ToDictionary(g => g.Key, g => g.First()[3]);
        var chosen = candidates.Find(c => c != "root" && groups.ContainsKey(c))
            ?? throw new EmbeddedPostgresException("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as.");
        return new ServerAccount(chosen, groups[chosen]);
    }

    internal IReadOnlyList<string> Command(params string[] command) =>
        user is null ? command : ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", "--", .. command];

    internal async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (user is not null)
        {
            await ClusterShell.RunAsync(["chown", $"{user}:{group}", folder], cancellationToken);
        }

        await ClusterShell.RunAsync(["chmod", "700", folder], cancellationToken);
    }
}
