using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Scheduling.Application.Persistence;

/// <summary>Brings a database to the program's schema, as its owner, and prepares the app's role. Rerunnable after a kill at any point.</summary>
public static class SchedulingDatabase
{
    // One migrator at a time over all processes; any constant of our own will do.
    private const long MigrationLock = 0x5343_4845_4455_4c45;

    /// <summary>Migrates and grants. The app's role and its password are taken from <paramref name="appConnectionString"/>.</summary>
    public static async Task MigrateAsync(string ownerConnectionString, string appConnectionString, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({MigrationLock})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, "set lock_timeout = '10s'", cancellationToken);
            await EnsureAppRoleAsync(connection, new NpgsqlConnectionStringBuilder(appConnectionString), cancellationToken);
            await using var db = new SchedulingDbContext(Options(connection));
            await db.GetService<IMigrator>().MigrateAsync(cancellationToken: cancellationToken);
            var app = Quote(new NpgsqlConnectionStringBuilder(appConnectionString).Username!);
            await ExecuteAsync(connection, EmbeddedSql.Read("grants.sql").Replace("{app}", app, StringComparison.Ordinal), cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }

    /// <summary>The last migration this program knows; readiness compares it with the database's.</summary>
    public static async Task<bool> IsCurrentAsync(SchedulingDbContext db, CancellationToken cancellationToken)
    {
        var applied = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
        return db.Database.GetMigrations().All(applied.Contains);
    }

    private static DbContextOptions<SchedulingDbContext> Options(NpgsqlConnection connection) =>
        new DbContextOptionsBuilder<SchedulingDbContext>().UseNpgsql(connection).Options;

    private static async Task EnsureAppRoleAsync(NpgsqlConnection connection, NpgsqlConnectionStringBuilder app, CancellationToken cancellationToken)
    {
        var role = app.Username ?? throw new ArgumentException("The app's connection string names no user.");
        await using var find = new NpgsqlCommand("select rolsuper or rolbypassrls from pg_roles where rolname = $1", connection) { Parameters = { new() { Value = role } } };
        switch (await find.ExecuteScalarAsync(cancellationToken))
        {
            case true:
                throw new InvalidOperationException("The app's database role is a superuser or bypasses row-level security; give it a role of its own.");
            case null:
                var password = app.Password is { Length: > 0 } secret ? $" password {Literal(secret)}" : "";
                try
                {
                    await ExecuteAsync(connection, $"create role {Quote(role)} login nosuperuser nobypassrls nocreatedb nocreaterole{password}", cancellationToken);
                }
                catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
                {
                    // Roles are the cluster's: another database's migration made it meanwhile.
                }

                break;
        }
    }

    private static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Literal(string text) => "E'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'";

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
