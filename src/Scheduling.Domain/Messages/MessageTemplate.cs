using System.Collections.Immutable;
using System.Text;

namespace Scheduling.Domain.Messages;

/// <summary>
/// A text with named places, such as <c>Hello {first_name}</c>. There is nothing else to it: no conditions, no loops, no expressions, so that a template
/// can leak or break nothing. A brace of its own is written twice.
/// </summary>
public sealed class MessageTemplate
{
    private readonly ImmutableArray<(string Text, bool IsField)> _parts;

    private MessageTemplate(string source, ImmutableArray<(string Text, bool IsField)> parts) => (Source, _parts) = (source, parts);

    /// <summary>What it was made from.</summary>
    public string Source { get; }

    /// <summary>Names of its places, each once, in order.</summary>
    public IReadOnlyList<string> Fields => [.. _parts.Where(p => p.IsField).Select(p => p.Text).Distinct()];

    /// <summary>Its words without the places: what a patient reads whatever is filled in.</summary>
    public string FixedWords => string.Join(' ', _parts.Where(p => !p.IsField).Select(p => p.Text));

    /// <summary>Reads a template.</summary>
    /// <param name="source">The text.</param>
    /// <param name="known">Names of the places that there may be.</param>
    /// <param name="errors">What is wrong with it, with positions counted from 1; empty when it could be read.</param>
    /// <returns>The template, or null with errors.</returns>
    public static MessageTemplate? Read(string source, IReadOnlyCollection<string> known, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(known);
        List<string> found = [];
        var parts = ImmutableArray.CreateBuilder<(string, bool)>();
        var text = new StringBuilder();
        for (var at = 0; at < source.Length; at++)
        {
            if (source[at] is not ('{' or '}'))
            {
                text.Append(source[at]);
            }
            else if (at + 1 < source.Length && source[at + 1] == source[at])
            {
                text.Append(source[at++]);
            }
            else if (source[at] == '{' && source.IndexOf('}', at) is var end and > 0)
            {
                var name = source[(at + 1)..end];
                if (!known.Contains(name))
                {
                    found.Add($"position {at + 1}: '{{{name}}}' is not one of {string.Join(", ", known.Order(StringComparer.Ordinal))}");
                }

                parts.Add((text.ToString(), false));
                parts.Add((name, true));
                text.Clear();
                at = end;
            }
            else
            {
                found.Add($"position {at + 1}: a '{source[at]}' that belongs to no place; write it twice for the character itself");
            }
        }

        parts.Add((text.ToString(), false));
        errors = found;
        return found.Count == 0 ? new MessageTemplate(source, parts.DrainToImmutable()) : null;
    }

    /// <summary>The text with its places filled in. What is filled in is never read as a template again.</summary>
    /// <param name="values">Values by name.</param>
    /// <exception cref="KeyNotFoundException">When a place has no value.</exception>
    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return string.Concat(_parts.Select(p => p.IsField ? values[p.Text] : p.Text));
    }
}
