namespace Scheduling.Application.Persistence;

/// <summary>SQL files that ship inside the assembly.</summary>
internal static class EmbeddedSql
{
    public static string Read(string file)
    {
        var name = $"Scheduling.Application.Persistence/Sql/{file}";
        using var stream = typeof(EmbeddedSql).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
