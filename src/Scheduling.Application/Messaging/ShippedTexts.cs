using System.Reflection;
using System.Text.Json;
using Scheduling.Application.Persistence;

namespace Scheduling.Application.Messaging;

/// <summary>The words of messages that ship with the product, English and Spanish; a clinic uses them until it has its own.</summary>
public static class ShippedTexts
{
    private static readonly Lazy<IReadOnlyList<ShippedText>> Loaded = new(Load);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ShippedText> All => Loaded.Value;

    private static List<ShippedText> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Scheduling.Application.Messaging.Texts.messages.json")!;
        return JsonSerializer.Deserialize<List<ShippedText>>(stream, StoredJson.Options)!;
    }
}
