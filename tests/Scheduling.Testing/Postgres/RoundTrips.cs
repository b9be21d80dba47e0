using System.Collections.Concurrent;
using System.Diagnostics;

namespace Scheduling.Testing.Postgres;

/// <summary>Counts what is sent to one database while it lives: a command or a batch is one round trip. Commits are not among them.</summary>
public sealed class RoundTrips : IDisposable
{
    private readonly ActivityListener listener;
    private readonly ConcurrentQueue<string> sent = [];

    /// <summary>Counts from now on. The listener hears the whole process, so other databases' statements are left out by name.</summary>
    public RoundTrips(TestDatabase database)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped =>
            {
                if ((string?)stopped.GetTagItem("db.namespace") == database.Name)
                {
                    var text = (string?)stopped.GetTagItem("db.query.text") ?? stopped.DisplayName;
                    sent.Enqueue(text.ReplaceLineEndings(" ")[..Math.Min(text.Length, 100)]);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>What was sent so far, a line each.</summary>
    public IReadOnlyList<string> Sent => [.. sent];

    /// <inheritdoc />
    public void Dispose() => listener.Dispose();
}
