namespace Scheduling.Api.Commands;

/// <summary>The settings of a command, before any service exists: the file beside the program, the environment, the command line.</summary>
internal static class Settings
{
    /// <summary>Reads them.</summary>
    public static IConfiguration Read(string[] args) =>
        new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(args).Build();

    /// <summary>Opens the database; it is migrated where this program knows its owner.</summary>
    public static Task<Database> OpenDatabaseAsync(string[] args, CancellationToken cancellationToken)
    {
        var configuration = Read(args);
        return Database.OpenAsync(configuration, migrate: configuration.GetConnectionString("Owner") is not null, cancellationToken);
    }
}
