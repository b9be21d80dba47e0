namespace Scheduling.Api.Commands;

/// <summary>The program's verbs. A new one is a class beside this and a line below.</summary>
public static class CommandLine
{
    private const string Usage = """
        usage: Scheduling.Api [serve] [--Key=value ...]   serve the API (default)
               Scheduling.Api demo                        serve the demo clinic, with a fresh key and a course to book
               Scheduling.Api import FILE                 make or update a clinic from a file (docs/import.md)
               Scheduling.Api migrate                     bring the database to this program's schema
               Scheduling.Api send-test --to=ADDRESS [--channel=email|sms]
                                                          send one message through the configured sender
               Scheduling.Api release-sending [--by=NAME] [--drop-due=true]
                                                          let messages leave after a restore (docs/messages.md)
        With ConnectionStrings:Owner and ConnectionStrings:App that database is used, otherwise a private one is started.
        Settings: docs/settings.md
        """;

    /// <summary>Runs the verb; answers with the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["send-test", .. var test]:
                return await SendTestCommand.RunAsync(test);
            case ["release-sending", .. var release]:
                return await ReleaseSendingCommand.RunAsync(release);
        }

        var words = args.Where(a => !a.StartsWith('-')).ToArray();
        var rest = args.Where(a => a.StartsWith('-')).ToArray();
        switch (words)
        {
            case [] or ["serve"]:
                return await ServeCommand.RunAsync(rest);
            case ["demo"]:
                return await DemoCommand.RunAsync(rest);
            case ["import", var file]:
                return await ImportCommand.RunAsync(file, rest);
            case ["migrate"]:
                return await MigrateCommand.RunAsync(rest);
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }
}
