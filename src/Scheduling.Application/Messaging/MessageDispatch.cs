using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scheduling.Application.Jobs;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>
/// Plans and sends what is due, clinic by clinic: a transaction that takes a batch, the sending itself outside any, and one for each outcome. Several
/// workers may do it at once, on several machines; one that dies loses nothing.
/// </summary>
public sealed class MessageDispatch(
    ClinicRounds rounds, IServiceScopeFactory scopes, IEnumerable<IMessageSender> senders, IOptions<MessagingOptions> options, ILogger<MessageDispatch> logger)
{
    private const string Actor = "job:send-messages";
    private readonly Dictionary<MessageChannel, IMessageSender> byChannel = senders.ToDictionary(s => s.Channel);

    /// <summary>Plans for everybody with notes, then sends until nothing is due.</summary>
    /// <returns>Messages handed over or tried.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        while ((await rounds.RunAsync("clinics_with_message_notes", TimeSpan.Zero, Actor, (s, ct) => s.GetRequiredService<MessagePlanning>().PlanDueAsync(ct), cancellationToken)).Count > 0)
        {
        }

        var tried = 0;
        for (var worked = true; worked && !cancellationToken.IsCancellationRequested;)
        {
            worked = false;
            foreach (var clinic in await rounds.DueAsync("clinics_with_messages_due", TimeSpan.Zero, cancellationToken))
            {
                // What breaks one clinic's batch is tried again at the next tick, after the others have had their turn.
                var claimed = await InTransactionAsync(clinic, (s, ct) => s.GetRequiredService<MessageClaims>().TakeAsync(ct), cancellationToken);
                await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = options.Value.AtOnce, CancellationToken = CancellationToken.None }, SendAsync);
                tried += claimed.Count;
                worked |= claimed.Count > 0;
            }
        }

        return tried;
    }

    private async ValueTask SendAsync(ClaimedMessage claimed, CancellationToken cancellationToken)
    {
        SendOutcome outcome;
        try
        {
            outcome = await byChannel[claimed.Channel].SendAsync(claimed.Outgoing, cancellationToken);
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Message {MessageId} of clinic {ClinicId}: the sender broke", claimed.Outgoing.Id, claimed.ClinicId);
            outcome = new SendOutcome.NotKnown("sender_broke");
        }

        if (!await InTransactionAsync(claimed.ClinicId, (s, ct) => s.GetRequiredService<MessageOutcomes>().RecordAsync(claimed, outcome, ct), cancellationToken))
        {
            logger.LogWarning("Message {MessageId} of clinic {ClinicId}: the outcome came after its lease", claimed.Outgoing.Id, claimed.ClinicId);
        }
    }

    private async Task<T> InTransactionAsync<T>(Guid clinicId, Func<IServiceProvider, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        await transaction.BeginAsync(ClinicIdentity.Program(clinicId, Actor), cancellationToken);
        var result = await work(scope.ServiceProvider, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
