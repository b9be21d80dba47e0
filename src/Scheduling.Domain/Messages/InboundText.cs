using System.Text;

namespace Scheduling.Domain.Messages;

/// <summary>What a text from a patient asks for.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="LooksLikeCrisis">Whether a person has to look at once (M12), whatever else it asks for.</param>
/// <param name="AsksToCancel">Whether it was <c>cancel</c>: that opts out and cancels no visit, so somebody calls back (M6).</param>
public sealed record InboundText(InboundKind Kind, bool LooksLikeCrisis, bool AsksToCancel)
{
    // Revocation per se under 47 CFR 64.1200(a)(10), the carriers' family of STOP, and their Spanish forms.
    private static readonly HashSet<string> OptOutWords =
        ["stop", "stopall", "stop all", "quit", "end", "revoke", "opt out", "optout", "cancel", "unsubscribe", "alto", "parar", "cancelar", "baja", "darme de baja"];

    // "Other reasonable wording" has to be honoured too.
    private static readonly string[] OptOutPhrases =
        ["stop texting", "stop messaging", "stop sending", "please stop", "no more texts", "no more messages", "do not text", "dont text", "remove me", "take me off",
            "no me manden", "no me envien", "no mas mensajes", "dejen de"];

    private static readonly HashSet<string> OptInWords = ["start", "unstop", "opt in", "optin", "subscribe", "comenzar", "empezar", "iniciar"];

    private static readonly HashSet<string> HelpWords = ["help", "info", "ayuda", "informacion"];

    private static readonly HashSet<string> ConfirmWords = ["c", "y", "yes", "confirm", "confirmed", "ok", "s", "si", "confirmo", "confirmar", "confirmado"];

    // Cast wide: a call too many costs a minute.
    private static readonly string[] CrisisPhrases =
    [
        "suicid", "kill myself", "killing myself", "end my life", "ending my life", "end it all", "take my life", "want to die", "wanna die", "wish i was dead", "wish i were dead",
        "better off dead", "better off without me", "hurt myself", "hurting myself", "harm myself", "self harm", "selfharm", "cut myself", "no reason to live", "dont want to live",
        "cant go on", "overdose", "kms", "emergency", "matarme", "me mato", "quitarme la vida", "quiero morir", "hacerme dano", "no quiero vivir", "sobredosis", "emergencia",
    ];

    /// <summary>Reads a text: case, accents and punctuation don't matter, the words of M6 count only when they are all there is.</summary>
    public static InboundText Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = Words(text);
        var kind = OptOutWords.Contains(words) || Array.Exists(OptOutPhrases, p => Has(words, p)) ? InboundKind.OptOut
            : OptInWords.Contains(words) ? InboundKind.OptIn
            : HelpWords.Contains(words) ? InboundKind.Help
            : ConfirmWords.Contains(words) ? InboundKind.Confirm
            : InboundKind.FreeText;
        return new InboundText(kind, Array.Exists(CrisisPhrases, p => Has(words, p)), words is "cancel" or "cancelar");
    }

    private static bool Has(string words, string phrase) => (" " + words).Contains(" " + phrase, StringComparison.Ordinal);

    private static string Words(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in Letters.Fold(text))
        {
            if (char.IsLetterOrDigit(c))
            {
                plain.Append(c);
            }
            else if (c is not ('\'' or '\u2019') && plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd();
    }
}
