using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scheduling.Application.Persistence.Embedded;

/// <summary>
/// A cluster's folder, held by this process alone. The lock is the kernel's, so it goes with the process however that ends.
/// It lies beside a throwaway folder, so that a sweep never meets a folder whose lock is still to be made.
/// </summary>
internal sealed class ClusterFolder : IDisposable
{
    private const string ThrowawayPrefix = "scheduling-pg-";
    private const int SunPathLimit = 107;
    private const long RoomForThrowaway = 1L << 30;

    private readonly FileStream held;
    private readonly string lockPath;
    private readonly bool throwaway;
    private readonly string? shortSocketFolder;

    private ClusterFolder(string path, string lockPath, FileStream held, bool throwaway)
    {
        Path = path;
        this.lockPath = lockPath;
        this.held = held;
        this.throwaway = throwaway;
        Server = System.IO.Path.Combine(path, "pg");
        var inside = System.IO.Path.Combine(Server, "s");
        var tooLong = Encoding.UTF8.GetByteCount(inside) + "/.s.PGSQL.5432.lock".Length > SunPathLimit;
        shortSocketFolder = tooLong ? "/tmp/scheduling-s-" + Guid.NewGuid().ToString("N")[..12] : null;
        SocketFolder = shortSocketFolder ?? inside;
    }

    internal string Path { get; }

    /// <summary>What belongs to the server's user; all else here is ours.</summary>
    internal string Server { get; }

    internal string Data => System.IO.Path.Combine(Server, "data");

    internal string Log => System.IO.Path.Combine(Server, "postgres.log");

    internal string SocketFolder { get; }

    internal static ClusterFolder Take(EmbeddedPostgresOptions options)
    {
        if (options.Profile == EmbeddedPostgresProfile.Throwaway && options.DataFolder is null)
        {
            return TakeThrowaway();
        }

        var path = System.IO.Path.GetFullPath(options.DataFolder ?? System.IO.Path.Combine(StateRoot(), Hash(Checkout())));
        try
        {
            Directory.CreateDirectory(path);
            path = Resolve(path);
            var lockPath = System.IO.Path.Combine(path, "lock");
            return new ClusterFolder(path, lockPath, Open(lockPath, FileMode.OpenOrCreate), throwaway: options.Profile == EmbeddedPostgresProfile.Throwaway);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && Directory.Exists(path))
        {
            throw new EmbeddedPostgresException($"Another process already runs on the data in {path}: stop it, or name another folder in Database:DataFolder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"The data folder {path} can't be used ({e.Message}): name a writable one in XDG_STATE_HOME or Database:DataFolder.", e);
        }
    }

    /// <summary>Root's data lies where the server's user can reach it, which /root is not.</summary>
    internal static string StateRoot()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/var/lib/scheduling";
        }

        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        return System.IO.Path.Combine(
            System.IO.Path.IsPathRooted(state) ? state : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
            "scheduling");
    }

    internal void RemoveThrowaway()
    {
        if (throwaway)
        {
            Directory.Delete(Path, recursive: true);
            File.Delete(lockPath);
        }
    }

    public void Dispose()
    {
        if (shortSocketFolder is not null && Directory.Exists(shortSocketFolder))
        {
            Directory.Delete(shortSocketFolder, recursive: true);
        }

        held.Dispose();
    }

    private static ClusterFolder TakeThrowaway()
    {
        foreach (var root in ThrowawayRoots())
        {
            Sweep(root);
        }

        var chosen = ThrowawayRoots().First(root => new DriveInfo(root).AvailableFreeSpace >= RoomForThrowaway || root != "/dev/shm");
        var name = ThrowawayPrefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N")[..8];
        var path = System.IO.Path.Combine(chosen, name);
        var held = Open(path + ".lock", FileMode.CreateNew);
        Directory.CreateDirectory(path);
        return new ClusterFolder(Resolve(path), path + ".lock", held, throwaway: true);
    }

    private static IEnumerable<string> ThrowawayRoots()
    {
        if (Directory.Exists("/dev/shm"))
        {
            yield return "/dev/shm";
        }

        // Root's TMPDIR may be closed to the server's user.
        yield return Environment.IsPrivilegedProcess ? "/tmp" : System.IO.Path.GetTempPath();
    }

    /// <summary>Removes what killed runs left: their locks are free.</summary>
    private static void Sweep(string root)
    {
        foreach (var path in Directory.GetDirectories(root, ThrowawayPrefix + "*"))
        {
            try
            {
                using var held = Open(path + ".lock", FileMode.Open);
                ClusterProcesses.KillAll(System.IO.Path.Combine(path, "pg", "data"));
                Directory.Delete(path, recursive: true);
                File.Delete(path + ".lock");
            }
            catch (FileNotFoundException)
            {
                // Its owner is removing it just now.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, or another user's.
            }
        }
    }

    /// <summary>The path as the kernel shows it in /proc, without symbolic links.</summary>
    private static string Resolve(string path)
    {
        var resolved = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(System.IO.Path.Combine(resolved, part));
            resolved = next.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Resolve(target.FullName) : next.FullName;
        }

        return resolved;
    }

    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None);

    private static string Checkout()
    {
        var binaries = new DirectoryInfo(AppContext.BaseDirectory);
        for (var folder = binaries; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Scheduling.sln")))
            {
                return folder.FullName;
            }
        }

        return binaries.FullName;
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
