using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Scheduling.IntegrationTests.Persistence;

/// <summary>The service as its own process, on a private server, ended in every way there is.</summary>
public sealed class EmbeddedServiceTests : IDisposable
{
    // Not the temp folder: as root the server runs as another user, who must be able to enter.
    private readonly string folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : "/var/tmp", "scheduling-test-" + Guid.NewGuid().ToString("N")[..8]);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Service_Interrupted_LeavesNoProcess()
    {
        using var service = await StartAsync();

        await SignalAsync("INT", service.Id);
        await service.WaitForExitAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        Assert.Equal(0, service.ExitCode);
        Assert.Empty(ServerProcesses());
    }

    [Fact]
    public async Task Service_Killed_TakesItsServerAlongAndStartsAgain()
    {
        using (var service = await StartAsync())
        {
            service.Kill();
            await service.WaitForExitAsync(Cancelled);
        }

        using var again = await StartAsync();
        await EndAsync(again);
    }

    [Fact]
    public async Task Service_KilledWithTheServersWatchers_StopsTheOrphanAtTheNextStart()
    {
        int orphan;
        using (var service = await StartAsync())
        {
            var watcher = ChildrenOf(service.Id).Single();
            var children = ChildrenOf(watcher);
            orphan = children.Single(id => ServerProcesses().Contains(id));
            await SignalAsync("KILL", [.. children.Where(id => id != orphan), watcher, service.Id]);
            await service.WaitForExitAsync(Cancelled);
        }

        await Task.Delay(500, Cancelled);
        Assert.Contains(orphan, ServerProcesses());

        using var again = await StartAsync();
        Assert.DoesNotContain(orphan, ServerProcesses());
        await EndAsync(again);
    }

    [Fact]
    public async Task Service_SecondOnTheSameData_EndsWithOneLine()
    {
        using var first = await StartAsync();

        using var second = Process.Start(Command(redirectError: true))!;
        var said = await second.StandardError.ReadToEndAsync(Cancelled);
        await second.WaitForExitAsync(Cancelled);

        Assert.Equal(1, second.ExitCode);
        Assert.Equal($"Another process already runs on the data in {folder}: stop it, or name another folder in Database:DataFolder.\n", said);
        await EndAsync(first);
    }

    private async Task<Process> StartAsync()
    {
        var service = Process.Start(Command(redirectError: false))!;
        const string listening = "Now listening on: ";
        while (await service.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancelled) is { } line)
        {
            if (line.IndexOf(listening, StringComparison.Ordinal) is var at and >= 0)
            {
                using var http = new HttpClient { BaseAddress = new Uri(line[(at + listening.Length)..]) };
                using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
                Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
                return service;
            }
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    private ProcessStartInfo Command(bool redirectError)
    {
        // By env, which becomes dotnet: a test run started in the background by a script ignores interrupts, and so would what it starts.
        var command = new ProcessStartInfo("env")
        {
            ArgumentList = { "--default-signal=INT", "dotnet", typeof(Api.ApiHost).Assembly.Location, "serve", $"--Database:DataFolder={folder}", "--urls=http://127.0.0.1:0" },
            RedirectStandardOutput = true,
            RedirectStandardError = redirectError,
        };
        command.Environment.Remove("ConnectionStrings__App");
        return command;
    }

    private static async Task EndAsync(Process service)
    {
        await SignalAsync("TERM", service.Id);
        await service.WaitForExitAsync(Cancelled);
    }

    private static async Task SignalAsync(string signal, params int[] processes)
    {
        using var kill = Process.Start("sh", ["-c", "kill -s \"$@\"", "sh", signal, .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync(Cancelled);
        Assert.Equal(0, kill.ExitCode);
    }

    private static List<int> ChildrenOf(int parent) =>
        [.. Processes().Where(id => Read($"/proc/{id}/stat") is { } stat && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A server's processes work in its data folder.</summary>
    private List<int> ServerProcesses() => [.. Processes().Where(id => Link($"/proc/{id}/cwd")?.StartsWith(folder, StringComparison.Ordinal) == true)];

    private static IEnumerable<int> Processes() =>
        Directory.GetDirectories("/proc").Select(p => Path.GetFileName(p)).Where(name => name.All(char.IsAsciiDigit)).Select(name => int.Parse(name, CultureInfo.InvariantCulture));

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
