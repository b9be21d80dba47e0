using Npgsql;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.PatientPages;

/// <summary>Finds what a token opens before any clinic is known, through functions of the owner that return nothing but ids.</summary>
public sealed class TokenLookup(NpgsqlDataSource dataSource)
{
    /// <summary>The link with this token and purpose, or null. Its end is the page's to judge.</summary>
    public Task<(Guid ClinicId, Guid Id)?> FindLinkAsync(string token, LinkPurpose purpose, CancellationToken cancellationToken) =>
        FindAsync("select clinic_id, id from find_patient_link($1, $2)", token, [StoredJson.Word(purpose)], cancellationToken);

    /// <summary>The feed with this token, or null.</summary>
    public Task<(Guid ClinicId, Guid Id)?> FindFeedAsync(string token, CancellationToken cancellationToken) =>
        FindAsync("select clinic_id, id from find_calendar_feed($1)", token, [], cancellationToken);

    private async Task<(Guid ClinicId, Guid Id)?> FindAsync(string sql, string token, IEnumerable<object> more, CancellationToken cancellationToken)
    {
        if (LinkToken.HashOf(token) is not { } hash)
        {
            return null;
        }

        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in (IEnumerable<object>)[hash, .. more])
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetGuid(0), reader.GetGuid(1)) : null;
    }
}
