using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scheduling.Testing.Browser;

/// <summary>The line to a browser: commands with answers, and events.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Terse = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> asked = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly CancellationTokenSource stopped = new();
    private Task reading = Task.CompletedTask;
    private int last;

    /// <summary>What the browser says by itself: session, name, parameters.</summary>
    public event Action<string?, string, JsonNode>? Said;

    public static async Task<DevTools> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var tools = new DevTools();
        await tools.socket.ConnectAsync(address, cancellationToken);
        tools.reading = Task.Run(tools.ReadAsync, CancellationToken.None);
        return tools;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public async Task<JsonNode> SendAsync(string method, object? parameters = null, string? session = null)
    {
        var id = Interlocked.Increment(ref last);
        var answer = asked[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var command = JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters ?? new { }, sessionId = session }, Terse);
        await writing.WaitAsync();
        try
        {
            await socket.SendAsync(command, WebSocketMessageType.Text, endOfMessage: true, stopped.Token);
        }
        finally
        {
            writing.Release();
        }

        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await reading;
        socket.Dispose();
        writing.Dispose();
        stopped.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var whole = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(), stopped.Token);
                    whole.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                Take(JsonNode.Parse(Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length))!);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException)
        {
            // It is over.
        }

        foreach (var open in asked.Values)
        {
            open.TrySetException(new InvalidOperationException("The browser has hung up."));
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id && asked.TryRemove((int)id, out var answer))
        {
            _ = message["error"] is { } error ? answer.TrySetException(new InvalidOperationException(error.ToJsonString())) : answer.TrySetResult(message["result"]!);
        }
        else if (message["method"] is { } method)
        {
            Said?.Invoke((string?)message["sessionId"], (string)method!, message["params"]!);
        }
    }
}
