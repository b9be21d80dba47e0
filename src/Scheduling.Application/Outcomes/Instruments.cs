using System.Reflection;
using System.Text.Json;
using Scheduling.Domain.Outcomes;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Outcomes;

/// <summary>The scales that ship with the product, as files.</summary>
public static class Instruments
{
    private const string Prefix = "Scheduling.Application.Outcomes.Instruments.";
    private static readonly Lazy<IReadOnlyList<Instrument>> Loaded = new(Load);

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<Instrument> All => Loaded.Value;

    /// <summary>The instrument of a code, or null.</summary>
    public static Instrument? Find(string code) => All.FirstOrDefault(i => i.Code == code);

    private static List<Instrument> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        List<Instrument> found = [];
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            found.Add(JsonSerializer.Deserialize<Instrument>(stream, ProtocolJson.Options)!);
        }

        return [.. found.OrderBy(i => i.Code, StringComparer.Ordinal)];
    }
}
