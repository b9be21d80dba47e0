using System.Reflection;
using System.Text.Json;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Screenings;

/// <summary>The questionnaires that ship with the product, as files: version 1 of their code in every clinic.</summary>
public static class ShippedQuestionnaires
{
    private const string Prefix = "Scheduling.Application.Screenings.Questionnaires.";
    private static readonly Lazy<IReadOnlyList<Questionnaire>> Loaded = new(Load);

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<Questionnaire> All => Loaded.Value;

    private static List<Questionnaire> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        List<Questionnaire> found = [];
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var questionnaire = JsonSerializer.Deserialize<Questionnaire>(stream, ProtocolJson.Options)!;
            if (QuestionnaireRules.Validate(questionnaire) is [var error, ..])
            {
                throw new InvalidOperationException($"Questionnaire {name}: {error.Path}: {error.Message}");
            }

            found.Add(questionnaire);
        }

        return [.. found.OrderBy(q => q.Code, StringComparer.Ordinal)];
    }
}
