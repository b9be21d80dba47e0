using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Messaging;

/// <summary>
/// Takes texts of patients (M6, M7, M12). A number may lead to several patients, of several clinics: an opt-out or opt-in holds in all of them; anything else
/// is for the clinic that sent the last text there, or for all when none did. A transaction for each clinic; a text that comes again acts once.
/// </summary>
public sealed class InboundTexts(NpgsqlDataSource dataSource, IServiceScopeFactory scopes, IOptions<MessagingOptions> options, ILogger<InboundTexts> logger)
{
    /// <summary>Who is named in history and audit for what a text did.</summary>
    public const string Actor = "patient:text";

    private const int MaxAttempts = 3;

    /// <summary>Does what the text asks for.</summary>
    public async Task TakeAsync(InboundSms sms, CancellationToken cancellationToken)
    {
        var text = sms.Read();
        var senders = await SendersAsync(sms.From, cancellationToken);
        if (senders.Count == 0)
        {
            // The id leads to the words, at the carrier; number and words are in no log.
            logger.LogWarning(
                "Text {ProviderId} came from a number of no patient and stands in no inbox: several clinics send messages, and Messaging:StrayTextsTo names none of them. Looks like a crisis: {Crisis}",
                sms.ProviderId, text.LooksLikeCrisis);
        }

        var everywhere = text.Kind is InboundKind.OptOut or InboundKind.OptIn;
        var changed = false;
        // Who speaks comes last, to know whether anything changed.
        foreach (var sender in senders.Where(s => everywhere || s.IsMeant).Reverse())
        {
            changed |= await ApplyAsync(sms, text, sender, changed, cancellationToken);
        }
    }

    private async Task<bool> ApplyAsync(InboundSms sms, InboundText text, InboundSender sender, bool changedElsewhere, CancellationToken cancellationToken)
    {
        var mayConfirm = true;
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
            try
            {
                await transaction.BeginAsync(ClinicIdentity.Program(sender.ClinicId, Actor), cancellationToken);
                var changed = await scope.ServiceProvider.GetRequiredService<InboundWork>().ApplyAsync(sms, text, sender, changedElsewhere, mayConfirm, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return changed;
            }
            catch (SchedulingException) when (mayConfirm)
            {
                // The visit can't be confirmed as things are: a person reads it.
                mayConfirm = false;
            }
            catch (Exception failure) when (attempt < MaxAttempts && (failure is DbUpdateConcurrencyException || SqlStateOf(failure) is
                PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure))
            {
                logger.LogInformation("A text met another in clinic {ClinicId} and is taken again", sender.ClinicId);
            }
        }
    }

    private async Task<IReadOnlyList<InboundSender>> SendersAsync(string number, CancellationToken cancellationToken)
    {
        List<(Guid Clinic, Guid Patient, bool Texted)> found = [];
        await using (var command = dataSource.CreateCommand("select clinic_id, patient_id, texted from find_texting($1)"))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = number });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetBoolean(2)));
            }
        }

        if (found.Count == 0)
        {
            return await OnlyClinicAsync(cancellationToken);
        }

        var texted = found[0].Texted;
        return
        [
            .. found.GroupBy(f => f.Clinic).Select((clinic, at) => new InboundSender(
                clinic.Key, [.. clinic.Select(f => f.Patient)], clinic.First().Texted || clinic.Count() == 1 ? clinic.First().Patient : null, found.Count == 1, at == 0 || !texted, at == 0)),
        ];
    }

    // A number of nobody: a relative's phone, say. With one clinic that sends messages it can only be meant for that one; of several the settings name one.
    private async Task<IReadOnlyList<InboundSender>> OnlyClinicAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select clinics_with_messaging()");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Guid> clinics = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            clinics.Add(reader.GetGuid(0));
        }

        Guid? meant = clinics is [var only] ? only : clinics.Where(c => c == options.Value.StrayTextsTo).Select(c => (Guid?)c).SingleOrDefault();
        return meant is { } clinic ? [new InboundSender(clinic, [], null, false, true, true)] : [];
    }

    private static string? SqlStateOf(Exception? failure) => failure is null ? null : failure is PostgresException refused ? refused.SqlState : SqlStateOf(failure.InnerException);
}
