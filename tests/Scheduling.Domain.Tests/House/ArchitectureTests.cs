using System.Text.RegularExpressions;
using System.Xml.Linq;
using Scheduling.Domain.Problems;

namespace Scheduling.Domain.Tests.House;

public sealed partial class ArchitectureTests
{
    [Fact]
    public void Domain_References_NothingButTheRuntime()
    {
        var project = XDocument.Parse(Sources.Read("src/Scheduling.Domain/Scheduling.Domain.csproj"));

        Assert.Empty(project.Descendants("PackageReference").Concat(project.Descendants("ProjectReference")).Concat(project.Descendants("FrameworkReference")));
        Assert.All(typeof(SchedulingException).Assembly.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Domain_Sources_AskNoClockDatabaseOrLog() =>
        Assert.Empty(Offending("src/Scheduling.Domain", ClockDatabaseOrLog()));

    [Fact]
    public void Application_Sources_AskNoClockOfTheirOwn() =>
        Assert.Empty(Offending("src/Scheduling.Application", OwnClock()));

    [Theory]
    [InlineData("Scheduling.Application", new[] { "Scheduling.Domain" })]
    [InlineData("Scheduling.Jobs.Quartz", new[] { "Scheduling.Application" })]
    [InlineData("Scheduling.Jobs.Hangfire", new[] { "Scheduling.Application" })]
    [InlineData("Scheduling.Api", new[] { "Scheduling.Application", "Scheduling.Jobs.$(JobEngine)" })]
    public void Project_References_OnlyWhatLiesBelow(string name, string[] expected)
    {
        var project = XDocument.Parse(Sources.Read($"src/{name}/{name}.csproj"));

        var referenced = project.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

        Assert.Equal(expected.Order(StringComparer.Ordinal), referenced.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Quartz")]
    [InlineData("Hangfire")]
    public void Engine_IsNamed_OnlyByItsBinding(string engine)
    {
        var users = Sources.CSharp("src").Where(f => f.Text.Contains($"using {engine}", StringComparison.Ordinal)).Select(f => f.Path);

        Assert.All(users, path => Assert.StartsWith($"src/Scheduling.Jobs.{engine}/", path, StringComparison.Ordinal));
    }

    [Fact]
    public void Namespaces_Always_AreFolders()
    {
        var wrong = Sources.CSharp("src")
            .Select(f => (f.Path, Declared: Namespace().Match(f.Text) is { Success: true } m ? m.Groups[1].Value : null, Expected: Path.GetDirectoryName(f.Path)!["src/".Length..].Replace('/', '.')))
            .Where(f => f.Declared is not null && f.Declared != f.Expected);

        Assert.Empty(wrong);
    }

    [Fact]
    public void TypeNames_Never_HideWhatTheyDo() =>
        Assert.Empty(Offending("src", VagueName()));

    /// <summary>Instants come from the transaction; an SQL clock would be a second one.</summary>
    [Fact]
    public void Sql_Never_AsksForTheTime()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Sources.Root, "src"), "*.sql", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal));

        Assert.All(files, file => Assert.DoesNotMatch(@"\b(now|clock_timestamp|statement_timestamp)\s*\(|\bcurrent_(timestamp|date|time)\b|\bat time zone\b", File.ReadAllText(file).ToLowerInvariant()));
    }

    [Fact]
    public void DomainTypes_Public_AreDocumented()
    {
        var assembly = typeof(SchedulingException).Assembly;
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(m => m.Elements().Any())
            .Select(m => m.Attribute("name")!.Value)
            .ToHashSet(StringComparer.Ordinal);

        var undocumented = assembly.GetExportedTypes().Select(t => "T:" + t.FullName!.Replace('+', '.')).Where(name => !documented.Contains(name));

        Assert.Empty(undocumented);
    }

    private static IEnumerable<string> Offending(string folder, Regex pattern) =>
        Sources.CSharp(folder).SelectMany(f => pattern.Matches(f.Text).Select(m => $"{f.Path}: {m.Value}"));

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|DateTime\.Today|TimeProvider|Stopwatch|Npgsql|DbContext|ILogger|HttpClient|File\.(Read|Write|Open)|TimeZoneInfo\.Local")]
    private static partial Regex ClockDatabaseOrLog();

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|DateTime\.Today|TimeZoneInfo\.Local")]
    private static partial Regex OwnClock();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(class|record|record struct|struct|interface|enum) \w*(Manager|Helper|Helpers|Processor|Data|Info|Utils|Utility)\b")]
    private static partial Regex VagueName();
}
