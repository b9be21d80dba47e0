namespace Scheduling.Domain.Messages;

/// <summary>M5: words that tell a reader over the patient's shoulder what the visit is for. They stand in no message, subject, alias or file name.</summary>
public static class PlainWords
{
    // Beginnings of words, without case or accents; a trailing '$' means the whole word.
    private static readonly string[] Forbidden =
    [
        "tms$", "rtms$", "itbs$", "dtms$", "ect$", "nbuvb$", "saint$", "theta$", "burst$", "magnet", "stimulat", "transcranial", "neurostar$", "brainsway$", "magventure$",
        "psych", "depress", "diagnos", "disorder", "therap", "treatment", "mental", "brain", "ketamine", "esketamine", "spravato", "anesthe", "ocd$", "phq$", "suicid", "medication",
        "antidepress", "device", "coil$", "payer$", "insur", "authoriz", "copay", "session", "course of", "prescrib", "clinical",
        "psiqui", "psico", "depresi", "diagnos", "trastorno", "terapi", "tratamiento", "cerebr", "ketamina", "anestes", "dispositivo", "seguro medico", "aseguradora", "autorizaci",
        "sesion", "estimulaci", "medicamento",
    ];

    /// <summary>The forbidden words in a text as they stand there, each once, in order; empty for a text that says nothing it shouldn't.</summary>
    /// <param name="text">The text.</param>
    /// <param name="more">Words of the clinic's own that say too much: names of devices, protocols and payers.</param>
    public static IReadOnlyList<string> Find(string text, IEnumerable<string>? more = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = Letters.Fold(text);
        var found = new SortedDictionary<int, string>();
        foreach (var word in Forbidden.Concat((more ?? []).Select(m => Letters.Fold(m).Trim() + "$").Where(m => m.Length > 3)))
        {
            var (begin, whole) = word.EndsWith('$') ? (word[..^1], true) : (word, false);
            for (var at = plain.IndexOf(begin, StringComparison.Ordinal); at >= 0; at = plain.IndexOf(begin, at + 1, StringComparison.Ordinal))
            {
                var end = at + begin.Length;
                if ((at == 0 || !char.IsLetterOrDigit(plain[at - 1])) && (!whole || end == plain.Length || !char.IsLetterOrDigit(plain[end])))
                {
                    while (!whole && end < plain.Length && char.IsLetterOrDigit(plain[end]))
                    {
                        end++;
                    }

                    found.TryAdd(at, plain[at..end]);
                }
            }
        }

        return [.. found.Values.Distinct()];
    }
}
