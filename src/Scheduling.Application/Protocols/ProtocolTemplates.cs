using System.Reflection;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Protocols;

/// <summary>The protocols that ship with the product, as files a clinic copies. Read once from this assembly's resources.</summary>
public static class ProtocolTemplates
{
    private const string Prefix = "Scheduling.Application.Protocols.Templates.";
    private static readonly Lazy<IReadOnlyList<ProtocolDefinition>> Loaded = new(Load);

    /// <summary>All templates, sorted by code.</summary>
    public static IReadOnlyList<ProtocolDefinition> All => Loaded.Value;

    /// <summary>The template of a code, or null.</summary>
    public static ProtocolDefinition? Find(string code) => All.FirstOrDefault(p => string.Equals(p.Code, code, StringComparison.Ordinal));

    private static List<ProtocolDefinition> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var templates = new List<ProtocolDefinition>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            var protocol = ProtocolJson.Read(reader.ReadToEnd());
            if (ProtocolValidation.Validate(protocol) is [var error, ..])
            {
                throw new InvalidOperationException($"Template {name}: {error.Path}: {error.Message}");
            }
            templates.Add(protocol);
        }
        templates.Sort((a, b) => string.CompareOrdinal(a.Code, b.Code));
        return templates;
    }
}
