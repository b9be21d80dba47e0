using System.Runtime.CompilerServices;
using Scheduling.Domain.Protocols;

namespace Scheduling.Domain.Tests.Protocols;

/// <summary>The shipped templates, read from the source tree: this suite does not depend on the application.</summary>
public static class Templates
{
    public static IReadOnlyList<string> Codes { get; } = [.. Directory.GetFiles(Folder(), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    public static ProtocolDefinition Get(string code) => ProtocolJson.Read(File.ReadAllText(Path.Combine(Folder(), code + ".json")));

    public static string Root() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", ".."));

    private static string Here([CallerFilePath] string here = "") => here;

    private static string Folder() => Path.Combine(Root(), "src", "Scheduling.Application", "Protocols", "Templates");
}
