namespace Scheduling.Api.Commands;

/// <summary>The program's verbs. A new one is a class beside this and a line below.</summary>
public static class CommandLine
{
    private const string Usage = """
        usage: Scheduling.Api [serve] [--Key=value ...]   serve the API (default)
               Scheduling.Api migrate                     bring the database to this program's schema
        With ConnectionStrings:Owner and ConnectionStrings:App that database is used, otherwise a private one is started.
        Settings: docs/settings.md
        """;

    /// <summary>Runs the verb; answers with the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var verb = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "serve";
        var rest = args.Where(a => a.StartsWith('-')).ToArray();
        switch (verb)
        {
            case "serve":
                return await ServeCommand.RunAsync(rest);
            case "migrate":
                return await MigrateCommand.RunAsync(rest);
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }
}
