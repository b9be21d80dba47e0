namespace Scheduling.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class Checkout
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A committed file's path.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>
    /// Compares a committed file with what the program says now. With <c>UPDATE_SNAPSHOTS=1</c> the file is written instead; look at the difference before committing it.
    /// </summary>
    public static void Compare(string relative, string now)
    {
        var path = PathOf(relative);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, now);
            return;
        }

        var committed = File.Exists(path) ? File.ReadAllText(path) : "";
        if (committed == now)
        {
            return;
        }

        var (a, b) = (committed.Split('\n'), now.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(a.Length, b.Length)).First(i => a.ElementAtOrDefault(i) != b.ElementAtOrDefault(i));
        throw new InvalidOperationException(
            $"{relative} is not what the program says, from line {line + 1} on:\n- {a.ElementAtOrDefault(line)}\n+ {b.ElementAtOrDefault(line)}\nUPDATE_SNAPSHOTS=1 ./test rewrites it.");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Scheduling.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside their checkout.");
    }
}
