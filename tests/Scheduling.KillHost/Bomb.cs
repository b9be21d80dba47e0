using System.Data.Common;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Scheduling.KillHost;

/// <summary>Counts the statements of POSTs and kills this process, as the kernel would, after one of them.</summary>
internal sealed partial class Bomb : DbTransactionInterceptor, IDisposable
{
    private const int SigKill = 9;
    private readonly ActivityListener listener;
    private readonly int killAfter;
    private readonly bool atCommit;
    private int statements;
    private volatile bool armed;

    public Bomb(int killAfter, bool atCommit)
    {
        (this.killAfter, this.atCommit) = (killAfter, atCommit);
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = started => armed |= started.OperationName == "Microsoft.AspNetCore.Hosting.HttpRequestIn",
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (armed && atCommit)
        {
            Kill();
        }

        return Task.CompletedTask;
    }

    public void Dispose() => listener.Dispose();

    private void Stopped(Activity stopped)
    {
        if (armed && killAfter > 0 && stopped.Source.Name == "Npgsql" && Interlocked.Increment(ref statements) == killAfter)
        {
            Kill();
        }
    }

    // Not Environment.FailFast: nothing of ours may run any more, no finally, no flush.
    private static void Kill() => _ = SendSignal(Environment.ProcessId, SigKill);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
