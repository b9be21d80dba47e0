using System.Globalization;

namespace Scheduling.Application.Persistence.Embedded;

/// <summary>
/// Finds the processes of a server by their working folder, which for PostgreSQL is its data folder. The process id in
/// postmaster.pid tells less: after a kill it may be someone else's, and backends outlive a killed postmaster.
/// </summary>
internal static class ClusterProcesses
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    internal static List<int> Find(string dataFolder)
    {
        var found = new List<int>();
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            try
            {
                if (new FileInfo(Path.Combine(entry, "cwd")).LinkTarget == dataFolder)
                {
                    found.Add(id);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone already, or another user's.
            }
        }

        return found;
    }

    /// <summary>Ends a server whose service is gone: its own watcher first gets the time to do so.</summary>
    internal static async Task StopOrphansAsync(string dataFolder, CancellationToken cancellationToken)
    {
        if (await GoneWithinAsync(dataFolder, TimeSpan.FromSeconds(3), cancellationToken))
        {
            return;
        }

        foreach (var signal in (string[])["INT", "QUIT", "KILL"])
        {
            Signal(signal, signal == "INT" ? Postmaster(dataFolder) : Find(dataFolder));
            if (await GoneWithinAsync(dataFolder, TimeSpan.FromSeconds(10), cancellationToken))
            {
                return;
            }
        }

        throw new EmbeddedPostgresException($"A server left by an earlier start still holds {dataFolder}: end process {string.Join(", ", Find(dataFolder))}.");
    }

    internal static void KillAll(string dataFolder)
    {
        for (var attempt = 0; attempt < 40 && Find(dataFolder) is { Count: > 0 } left; attempt++)
        {
            Signal("KILL", left);
            Thread.Sleep(Poll);
        }
    }

    private static List<int> Postmaster(string dataFolder)
    {
        var all = Find(dataFolder);
        return EmbeddedPostgres.ReadPostmasterId(dataFolder) is { } id && all.Contains(id) ? [id] : all;
    }

    private static void Signal(string signal, List<int> processes)
    {
        if (processes.Count > 0)
        {
            var start = ClusterShell.Command(["sh", "-c", "kill -s \"$@\" 2>/dev/null", "sh", signal, .. processes.Select(p => p.ToString(CultureInfo.InvariantCulture))]);
            using var kill = System.Diagnostics.Process.Start(start)!;
            kill.WaitForExit();
        }
    }

    private static async Task<bool> GoneWithinAsync(string dataFolder, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; Find(dataFolder).Count > 0; waited += Poll)
        {
            if (waited > limit)
            {
                return false;
            }

            await Task.Delay(Poll, cancellationToken);
        }

        return true;
    }
}
