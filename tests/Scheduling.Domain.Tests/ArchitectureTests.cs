using System.Xml.Linq;
using Scheduling.Domain.Planning;
using Scheduling.Domain.Tests.Protocols;

namespace Scheduling.Domain.Tests;

/// <summary>Domain stays pure: no packages, no other assemblies, no clock.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void DomainProject_ReferencesNothing()
    {
        var project = XDocument.Load(Path.Combine(Templates.Root(), "src", "Scheduling.Domain", "Scheduling.Domain.csproj"));

        Assert.DoesNotContain(project.Descendants(), e => e.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference");
    }

    [Fact]
    public void DomainAssembly_ReferencesOnlyTheBaseLibrary() =>
        Assert.All(typeof(CoursePlanner).Assembly.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name, StringComparison.Ordinal));

    [Theory]
    [InlineData("DateTime.Now")]
    [InlineData("DateTime.UtcNow")]
    [InlineData("DateTimeOffset.Now")]
    [InlineData("DateTimeOffset.UtcNow")]
    [InlineData("TimeZoneInfo.Local")]
    [InlineData("Guid.NewGuid")]
    [InlineData("Console.")]
    [InlineData("Random")]
    public void DomainSources_NeverAskTheClockOrTheMachine(string forbidden) =>
        Assert.Empty(Sources().Where(f => File.ReadAllText(f).Contains(forbidden, StringComparison.Ordinal)).Select(Path.GetFileName));

    [Fact]
    public void Zones_OnlyThroughSiteClock() =>
        Assert.Equal(["SiteClock.cs"], Sources().Where(f => File.ReadAllText(f).Contains("TimeZoneInfo", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)!));

    private static IEnumerable<string> Sources() => Directory.GetFiles(Path.Combine(Templates.Root(), "src", "Scheduling.Domain"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
