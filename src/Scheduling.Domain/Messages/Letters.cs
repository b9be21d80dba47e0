using System.Text;

namespace Scheduling.Domain.Messages;

/// <summary>Latin letters without their accents. A table of its own: without the machine's cultures, <see cref="string.Normalize()"/> leaves text as it is.</summary>
internal static class Letters
{
    private const string Accented = "ÀÁÂÃÄÅĀĂĄàáâãäåāăąÇĆĈĊČçćĉċčĎďÈÉÊËĒĔĖĘĚèéêëēĕėęěĜĞĠĢĝğġģĤĥÌÍÎÏĨĪĬĮİìíîïĩīĭįĴĵĶķĹĻĽĺļľÑŃŅŇñńņňÒÓÔÕÖŌŎŐòóôõöōŏőŔŖŘŕŗřŚŜŞŠśŝşšŢŤţťÙÚÛÜŨŪŬŮŰŲùúûüũūŭůűųŴŵÝŶŸýÿŷŹŻŽźżž";
    private const string Plain = "AAAAAAAAAaaaaaaaaaCCCCCcccccDdEEEEEEEEEeeeeeeeeeGGGGggggHhIIIIIIIIIiiiiiiiiJjKkLLLlllNNNNnnnnOOOOOOOOooooooooRRRrrrSSSSssssTTttUUUUUUUUUUuuuuuuuuuuWwYYYyyyZZZzzz";

    /// <summary>The letter without its accent; the character itself where it has none.</summary>
    public static char Of(char c) => Accented.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? Plain[at] : c;

    /// <summary>Whether a character is an accent that stands behind its letter.</summary>
    public static bool IsAccent(char c) => c is >= '\u0300' and <= '\u036F';

    /// <summary>A text in lower case and without accents, for comparing.</summary>
    public static string Fold(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Where(c => !IsAccent(c)))
        {
            plain.Append(char.ToLowerInvariant(Of(c)));
        }

        return plain.ToString();
    }
}
