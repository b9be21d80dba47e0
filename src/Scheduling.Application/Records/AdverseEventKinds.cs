using System.Reflection;
using System.Text.Json;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Records;

namespace Scheduling.Application.Records;

/// <summary>The kinds of adverse events that are asked for after every treatment, as a file. Which are serious whatever happens is part of it (R16).</summary>
public static class AdverseEventKinds
{
    private static readonly Lazy<IReadOnlyList<AdverseEventKind>> Loaded = new(Load);

    /// <summary>All of them, in the order in which they are asked for.</summary>
    public static IReadOnlyList<AdverseEventKind> All => Loaded.Value;

    /// <summary>The kind of a code, or null.</summary>
    public static AdverseEventKind? Find(string code) => All.FirstOrDefault(k => k.Code == code);

    private static List<AdverseEventKind> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Scheduling.Application.Records.adverse_events.json")!;
        return JsonSerializer.Deserialize<List<AdverseEventKind>>(stream, StoredJson.Options)!;
    }
}
