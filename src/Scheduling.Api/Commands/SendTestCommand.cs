using Microsoft.Extensions.Options;
using Scheduling.Application.Messaging;
using Scheduling.Domain.Messages;

namespace Scheduling.Api.Commands;

/// <summary><c>send-test</c>: one message through the configured sender, to see that it works. Needs no database.</summary>
public static class SendTestCommand
{
    private const string Words = "This is a test of visit messages. Nothing is asked of you.";

    /// <summary>Runs it: 0 when the message was taken, 1 when not, 2 when it can't be tried.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var settings = Settings.Read(args);
        if (settings["to"] is not { Length: > 0 } to)
        {
            await Console.Error.WriteLineAsync("--to is missing: a number (E.164) or an e-mail address.");
            return 2;
        }

        if (!Enum.TryParse<MessageChannel>(settings["channel"] ?? (to.Contains('@', StringComparison.Ordinal) ? "email" : "sms"), ignoreCase: true, out var channel) || !Enum.IsDefined(channel))
        {
            await Console.Error.WriteLineAsync("--channel must be email or sms.");
            return 2;
        }

        // The service is put together and not started: nothing is asked of the database, but it must have a name.
        await using var app = ApiHost.Build(args, b => b.Configuration["ConnectionStrings:App"] ??= "Host=localhost");
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (OptionsValidationException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }

        await using var scope = app.Services.CreateAsyncScope();
        if (!scope.ServiceProvider.GetRequiredService<MessageRoutes>().MayGoTo(to))
        {
            await Console.Error.WriteLineAsync("Messaging:OnlyTo does not list this address: nothing was sent.");
            return 2;
        }

        var sender = app.Services.GetServices<IMessageSender>().Single(s => s.Channel == channel);
        var email = channel == MessageChannel.Email;
        var outcome = await sender.SendAsync(
            new OutgoingMessage(Guid.CreateVersion7(), to, "Test", "en", email ? "Test" : null, Words, email ? MessageWriting.Html("Test", Words, "en") : null), CancellationToken.None);
        await Console.Out.WriteLineAsync(outcome switch
        {
            SendOutcome.Sent sent => $"Taken by {sender.GetType().Name}{(sent.ProviderId is { } id ? $" as {id}" : "")}.",
            SendOutcome.TryAgain again => $"Not taken now: {again.Reason}.",
            SendOutcome.Refused refused => $"Refused: {refused.Reason}.",
            SendOutcome.NotKnown unknown => $"It can't be known whether it left: {unknown.Reason}.",
            _ => "No answer.",
        });
        return outcome is SendOutcome.Sent ? 0 : 1;
    }
}
