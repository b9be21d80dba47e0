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
    ClinicRounds rounds, SendingControl control, IServiceScopeFactory scopes, IEnumerable<IMessageSender> senders, IOptions<MessagingOptions> options, ILogger<MessageDispatch> logger)
{
    private const string Actor = "job:send-messages";
    private readonly Dictionary<MessageChannel, IMessageSender> byChannel = senders.ToDictionary(s => s.Channel);

    /// <summary>Plans for everybody with notes, then sends until nothing is due.</summary>
    /// <returns>Messages that were due and looked at.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        List<Exception> failures = [];
        await RoundsAsync("clinics_with_message_notes", clinic => InTransactionAsync(clinic, (s, ct) => s.GetRequiredService<MessagePlanning>().PlanDueAsync(ct), cancellationToken), failures, cancellationToken);
        // Held back after a restore: what is planned meanwhile is compared with the book again when it leaves.
        var held = (await control.CheckAsync(cancellationToken)).IsHeld;
        var tried = held ? 0 : await RoundsAsync("clinics_with_messages_due", clinic => SendDueAsync(clinic, cancellationToken), failures, cancellationToken);
        return failures.Count == 0 ? tried : throw new AggregateException(failures);
    }

    // Clinic by clinic until nothing is left; what breaks for one is tried again at the next tick, after the others have had their turn.
    private async Task<int> RoundsAsync(string dueFunction, Func<Guid, Task<int>> work, List<Exception> failures, CancellationToken cancellationToken)
    {
        var (done, broken) = (0, new HashSet<Guid>());
        for (var before = -1; before != done && !cancellationToken.IsCancellationRequested;)
        {
            before = done;
            foreach (var clinic in (await rounds.DueAsync(dueFunction, TimeSpan.Zero, cancellationToken)).Where(c => !broken.Contains(c)))
            {
                try
                {
                    done += await work(clinic);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    broken.Add(clinic);
                    failures.Add(failure);
                }
            }
        }

        return done;
    }

    private async Task<int> SendDueAsync(Guid clinic, CancellationToken cancellationToken)
    {
        var (looked, claimed) = await InTransactionAsync(clinic, (s, ct) => s.GetRequiredService<MessageClaims>().TakeAsync(ct), cancellationToken);
        await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = options.Value.AtOnce, CancellationToken = CancellationToken.None }, SendAsync);
        return looked;
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
