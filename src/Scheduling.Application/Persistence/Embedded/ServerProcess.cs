using System.Diagnostics;

namespace Scheduling.Application.Persistence.Embedded;

/// <summary>A running postmaster that ends when we do, however we end.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // A shell waits for end of file on our pipe: we closed it, or we are gone. The kernel's parent-death signal is no use,
    // it fires when the *thread* that forked ends. A session of its own keeps the terminal's Ctrl-C from reaching the server
    // while the service still drains. All output goes to the log, so that the server holds none of our caller's pipes.
    private const string Watch = """
        exec 3<&0 >>"$1" 2>&1 </dev/null
        signal=$2
        shift 2
        "$@" 3<&- &
        server=$!
        (
          read -r _ <&3
          kill -s "$signal" $server
          tries=0
          while [ $tries -lt 300 ] && kill -0 $server; do sleep 0.1; tries=$((tries + 1)); done
          kill -s QUIT $server
        ) 2>/dev/null &
        watch=$!
        wait $server
        code=$?
        kill $watch 2>/dev/null
        exit $code
        """;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private readonly Process shell;

    private ServerProcess(Process shell) => this.shell = shell;

    internal bool HasExited => shell.HasExited;

    /// <param name="stopSignal">What ends it: INT writes everything out first, QUIT does not.</param>
    internal static ServerProcess Start(ServerAccount account, string log, string stopSignal, IReadOnlyList<string> server)
    {
        var start = ClusterShell.Command(["setsid", .. account.Command(["sh", "-c", Watch, "sh", log, stopSignal, .. server])]);
        start.RedirectStandardInput = true;
        try
        {
            return new ServerProcess(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new EmbeddedPostgresException($"setsid can't be run: {e.Message}", e);
        }
    }

    internal Task WaitForExitAsync(CancellationToken cancellationToken) => shell.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
        }

        shell.Dispose();
    }
}
