using System.Diagnostics;

namespace Scheduling.Testing.Browser;

/// <summary>A real Chromium without a window, driven by the DevTools protocol that it speaks itself: nothing else needs to be installed.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    // --no-sandbox: it opens our own pages only, and root has no sandbox.
    private static readonly string[] Arguments =
    [
        "--headless=new", "--remote-debugging-port=0", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-domain-reliability", "--disable-quic", "--mute-audio",
    ];

    private readonly Process process;
    private readonly string profile;
    private readonly DevTools tools;

    private Chromium(Process process, string profile, DevTools tools) => (this.process, this.profile, this.tools) = (process, profile, tools);

    /// <summary>Where one is installed: CHROMIUM, or a known name on the PATH; null where none is.</summary>
    public static string? Find() =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Starts one with a profile of its own, which goes with it.</summary>
    public static async Task<Chromium> StartAsync(string path, CancellationToken cancellationToken)
    {
        var profile = Directory.CreateTempSubdirectory("scheduling-browser-").FullName;
        var start = new ProcessStartInfo(path) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in Arguments.Append($"--user-data-dir={profile}"))
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        List<string> said = [];
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            said.Add(line);
            if (line.StartsWith("DevTools listening on ", StringComparison.Ordinal))
            {
                // Read on, or it would wait for somebody who does.
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new Chromium(process, profile, await DevTools.ConnectAsync(new Uri(line["DevTools listening on ".Length..]), limit.Token));
            }
        }

        Directory.Delete(profile, recursive: true);
        throw new InvalidOperationException($"{path} ended: {string.Join(Environment.NewLine, said)}");
    }

    /// <summary>A page that shares nothing with others.</summary>
    /// <param name="width">Its width in CSS pixels; under 600 it is a phone.</param>
    /// <param name="dark">Whether its owner wants dark pages.</param>
    /// <param name="language">Accept-Language.</param>
    public async Task<BrowserPage> OpenAsync(int width = 1280, bool dark = false, string language = "en")
    {
        var context = (string)(await tools.SendAsync("Target.createBrowserContext"))["browserContextId"]!;
        var target = (string)(await tools.SendAsync("Target.createTarget", new { url = "about:blank", browserContextId = context }))["targetId"]!;
        var session = (string)(await tools.SendAsync("Target.attachToTarget", new { targetId = target, flatten = true }))["sessionId"]!;
        var page = new BrowserPage(tools, session, context);
        await page.BeginAsync(width, dark, language);
        return page;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await tools.DisposeAsync();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        for (var attempt = 1; Directory.Exists(profile); attempt++)
        {
            try
            {
                Directory.Delete(profile, recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                // A child of it was still writing.
                await Task.Delay(100);
            }
        }
    }
}
