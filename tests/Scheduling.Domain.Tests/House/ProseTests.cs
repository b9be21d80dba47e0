using System.Text.RegularExpressions;

namespace Scheduling.Domain.Tests.House;

public sealed partial class ProseTests
{
    /// <summary>A file that the prose sends a reader to is there.</summary>
    [Fact]
    public void Prose_FilesNamed_Exist()
    {
        var pages = Directory.EnumerateFiles(Sources.Root, "*.md")
            .Concat(((string[])["docs", "deploy"]).SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Sources.Root, folder), "*.md", SearchOption.AllDirectories)));

        var missing = pages.SelectMany(page => Named().Matches(File.ReadAllText(page)).Select(m => m.Groups[1].Value.TrimEnd('/'))
            .Where(path => !File.Exists(Path.Combine(Sources.Root, path)) && !Directory.Exists(Path.Combine(Sources.Root, path)))
            .Select(path => $"{Path.GetRelativePath(Sources.Root, page)}: {path}"));

        Assert.Empty(missing);
    }

    /// <summary>Decisions are numbered without a gap.</summary>
    [Fact]
    public void Decisions_Always_AreNumberedInOrder()
    {
        var numbers = Directory.EnumerateFiles(Path.Combine(Sources.Root, "docs", "adr"), "*.md").Select(f => Path.GetFileName(f)[..4]).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => n.ToString("D4", System.Globalization.CultureInfo.InvariantCulture)), numbers);
    }

    [GeneratedRegex(@"(?<![\w/.])((?:src|tests|docs|deploy|tools|\.ci)/[\w./-]*\w)")]
    private static partial Regex Named();
}
