using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Scheduling.Testing.Browser;

/// <summary>A page of a browser.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly DevTools tools;
    private readonly string session;
    private readonly string context;
    private TaskCompletionSource loaded = new();

    internal BrowserPage(DevTools tools, string session, string context)
    {
        (this.tools, this.session, this.context) = (tools, session, context);
        tools.Said += Hear;
    }

    /// <summary>What the browser complained of: what the content security policy refused, what could not be read, what broke.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>The status of the last document that came over HTTP.</summary>
    public int Status { get; private set; }

    internal async Task BeginAsync(int width, bool dark, string language)
    {
        await SendAsync("Page.enable");
        await SendAsync("Log.enable");
        await SendAsync("Network.enable");
        await SendAsync("Emulation.setDeviceMetricsOverride", new { width, height = 800, deviceScaleFactor = 1, mobile = width < 600 });
        await SendAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } } });
        await SendAsync("Network.setExtraHTTPHeaders", new { headers = new Dictionary<string, string> { ["Accept-Language"] = language } });
    }

    /// <summary>Switches scripts of pages off or on. What a test asks runs all the same.</summary>
    public Task AllowScriptAsync(bool allowed) => SendAsync("Emulation.setScriptExecutionDisabled", new { value = !allowed });

    /// <summary>Goes somewhere, and waits until all of it is there.</summary>
    public async Task GoAsync(string address)
    {
        loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = await SendAsync("Page.navigate", new { url = address });
        if ((string?)answer["errorText"] is { } error)
        {
            throw new InvalidOperationException($"The page did not open: {error}");
        }

        await loaded.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Clicks into the middle of the first thing that a selector finds, as a finger or a mouse does, and waits for the page that follows.</summary>
    public async Task ClickAsync(string selector)
    {
        loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var at = await AskAsync($"(() => {{ const e = document.querySelector('{selector}'); e.scrollIntoView({{ block: 'center' }}); const r = e.getBoundingClientRect(); return {{ x: r.x + r.width / 2, y: r.y + r.height / 2 }}; }})()");
        foreach (var type in new[] { "mousePressed", "mouseReleased" })
        {
            await SendAsync("Input.dispatchMouseEvent", new { type, x = (double)at!["x"]!, y = (double)at["y"]!, button = "left", clickCount = 1 });
        }

        await loaded.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Asks the page for the value of an expression; a promise is waited for.</summary>
    public async Task<JsonNode?> AskAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        return answer["exceptionDetails"] is { } failed ? throw new InvalidOperationException(failed.ToJsonString()) : answer["result"]?["value"];
    }

    /// <summary>The text as it is seen.</summary>
    public async Task<string> TextAsync() => (string)(await AskAsync("document.body.innerText"))!;

    /// <summary>How many pixels of it lie beyond its right edge: more than none makes it scroll sideways.</summary>
    public async Task<int> BeyondTheEdgeAsync() => (int)(await AskAsync("document.documentElement.scrollWidth - document.documentElement.clientWidth"))!;

    /// <summary>Names of the cookies that it and what it has loaded have set.</summary>
    public async Task<IReadOnlyList<string>> CookiesAsync() =>
        [.. (await tools.SendAsync("Storage.getCookies", new { browserContextId = context }))["cookies"]!.AsArray().Select(c => (string)c!["name"]!)];

    /// <summary>A picture of the whole page, PNG.</summary>
    public async Task<byte[]> PictureAsync() =>
        Convert.FromBase64String((string)(await SendAsync("Page.captureScreenshot", new { format = "png", captureBeyondViewport = true }))["data"]!);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        tools.Said -= Hear;
        await tools.SendAsync("Target.disposeBrowserContext", new { browserContextId = context });
    }

    private Task<JsonNode> SendAsync(string method, object? parameters = null) => tools.SendAsync(method, parameters, session);

    private void Hear(string? from, string name, JsonNode what)
    {
        if (from != session)
        {
            return;
        }

        switch (name)
        {
            case "Page.loadEventFired":
                loaded.TrySetResult();
                break;
            case "Log.entryAdded":
                Complaints.Enqueue($"{what["entry"]!["level"]}: {what["entry"]!["text"]}");
                break;
            case "Network.responseReceived" when (string?)what["type"] == "Document":
                Status = (int)what["response"]!["status"]!;
                break;
        }
    }
}
