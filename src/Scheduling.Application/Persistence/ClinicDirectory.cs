using Npgsql;

namespace Scheduling.Application.Persistence;

/// <summary>Finds clinics before any transaction of theirs, through a function of the owner that returns nothing but the id.</summary>
public static class ClinicDirectory
{
    /// <summary>The clinic with this slug, or null.</summary>
    public static async Task<Guid?> FindAsync(NpgsqlDataSource database, string slug, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select find_clinic($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = slug });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }
}
