using Scheduling.Application.Import;
using Scheduling.Application.Persistence.Embedded;

namespace Scheduling.Api.Commands;

/// <summary><c>import FILE</c>: makes or updates a clinic from a file (docs/import.md) and ends.</summary>
public static class ImportCommand
{
    /// <summary>Runs it: 0 when imported, 1 when not, with one line for each thing that is wrong.</summary>
    public static async Task<int> RunAsync(string file, string[] args)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }

        try
        {
            var document = ImportDocument.Read(file, content);
            await using var database = await Settings.OpenDatabaseAsync(args, CancellationToken.None);
            await using var app = ApiHost.Build(args, b => b.Configuration["ConnectionStrings:App"] = database.AppConnectionString);
            var result = await app.Services.GetRequiredService<ClinicImport>().RunAsync(document, CancellationToken.None);
            await Console.Out.WriteLineAsync(result.FirstKey is { } key
                ? $"Clinic '{document.File.Clinic.Slug}' made. Its first key, shown this once: {key.Text}"
                : $"Clinic '{document.File.Clinic.Slug}' is as the file says; its keys stay as they were.");
            return 0;
        }
        catch (Exception e) when (e is ImportException or EmbeddedPostgresException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
