using System.Globalization;
using System.Text;

namespace Scheduling.Api.Http.Json;

/// <summary>JSON pointers (RFC 6901) made from the paths that the serialiser and MVC report.</summary>
public static class JsonPointer
{
    /// <summary>Appends a member or index.</summary>
    public static string Append(string pointer, string name) =>
        pointer + "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Appends an index.</summary>
    public static string Append(string pointer, int index) => pointer + "/" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>$.changes[0]['odd name']</c> or <c>changes[0].start</c> as <c>/changes/0/start</c>.</summary>
    public static string FromPath(string? path)
    {
        var pointer = "";
        var s = path ?? "";
        var i = s.StartsWith('$') ? 1 : 0;
        var word = new StringBuilder();
        void Flush()
        {
            if (word.Length > 0)
            {
                pointer = Append(pointer, word.ToString());
                word.Clear();
            }
        }

        for (; i < s.Length; i++)
        {
            if (s[i] == '.')
            {
                Flush();
            }
            else if (s[i] == '[')
            {
                Flush();
                var quoted = i + 1 < s.Length && s[i + 1] == '\'';
                var close = quoted ? s.IndexOf("']", i, StringComparison.Ordinal) : s.IndexOf(']', i);
                if (close < 0)
                {
                    break;
                }

                pointer = Append(pointer, quoted ? s[(i + 2)..close] : s[(i + 1)..close]);
                i = quoted ? close + 1 : close;
            }
            else
            {
                word.Append(s[i]);
            }
        }

        Flush();
        return pointer;
    }
}
