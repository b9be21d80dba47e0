using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Scheduling.Application.Persistence;

internal static class DbContextCommands
{
    /// <summary>A command on the context's own connection and transaction, parameters <c>$1</c>, <c>$2</c> in order.</summary>
    public static NpgsqlCommand Command(this SchedulingDbContext db, string sql, params object?[] parameters)
    {
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>An empty batch on the context's own connection and transaction.</summary>
    public static NpgsqlBatch Batch(this SchedulingDbContext db) =>
        new((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
}
