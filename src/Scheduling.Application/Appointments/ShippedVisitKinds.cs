using System.Reflection;
using System.Text.Json;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Appointments;

/// <summary>The visit kinds without a protocol that ship with the product; a clinic has these until it has its own.</summary>
public static class ShippedVisitKinds
{
    private static readonly Lazy<IReadOnlyList<VisitKind>> Loaded = new(Load);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<VisitKind> All => Loaded.Value;

    private static List<VisitKind> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Scheduling.Application.Appointments.visit_kinds.json")!;
        return JsonSerializer.Deserialize<List<VisitKind>>(stream, StoredJson.Options)!;
    }
}
