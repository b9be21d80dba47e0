using System.Diagnostics;

namespace Scheduling.Application.Persistence.Embedded;

/// <summary>Runs the few system commands that a cluster needs.</summary>
internal static class ClusterShell
{
    internal static ProcessStartInfo Command(IReadOnlyList<string> command)
    {
        // The root folder: the server's user may not enter ours.
        var start = new ProcessStartInfo(command[0]) { WorkingDirectory = "/" };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal) || k.StartsWith("LC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LANG"] = "C";
        start.Environment.Remove("TZ");
        return start;
    }

    internal static async Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var start = Command(command);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new EmbeddedPostgresException($"{command[0]} can't be run: {e.Message}", e);
        }

        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            var said = (await error).Trim();
            return process.ExitCode == 0
                ? (await output).Trim()
                : throw new EmbeddedPostgresException($"{string.Join(' ', command)} exited with {process.ExitCode}: {said.ReplaceLineEndings(" ")}");
        }
    }
}
