namespace Scheduling.Domain.Tests.House;

/// <summary>The checkout's files, for the rules about how it is built.</summary>
internal static class Sources
{
    internal static string Root { get; } = FindRoot();

    /// <summary>C# files under a folder, generated ones left out, with their path from the root.</summary>
    internal static IEnumerable<(string Path, string Text)> CSharp(string folder) => Directory
        .EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Root, file))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "Migrations"))
        .Order(StringComparer.Ordinal)
        .Select(path => (path, Read(path)));

    internal static string Read(string path) => File.ReadAllText(System.IO.Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Scheduling.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests were not built in a checkout.");
    }
}
