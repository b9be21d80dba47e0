namespace Scheduling.Application.Import;

/// <summary>The file can't be imported; nothing of it was stored.</summary>
public sealed class ImportException(string file, IReadOnlyList<ImportError> errors) : Exception(string.Join(Environment.NewLine, errors.Select(e => e.In(file))))
{
    /// <summary>What is wrong, in order of the file.</summary>
    public IReadOnlyList<ImportError> Errors { get; } = errors;
}

/// <summary>One thing wrong with a file.</summary>
/// <param name="Pointer">JSON pointer to it.</param>
/// <param name="Line">Line, from 1; null when the place isn't known.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ImportError(string Pointer, int? Line, string Message)
{
    internal string In(string file) => FormattableString.Invariant($"{file}{(Line is { } line ? $":{line}" : "")}: {(Pointer.Length == 0 ? "the file" : Pointer)}: {Message}");
}
