using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Scheduling.Api;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using Scheduling.Testing.Postgres;

namespace Scheduling.Testing.Api;

/// <summary>The real service on a real loopback port, over a database of its own. On disposal it looks for overlapping allocations.</summary>
public sealed class TestApi : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http;
    private readonly LogLines log;
    private readonly List<string> folders = [];

    private TestApi(WebApplication app, TestDatabase database, TestClock clock, LogLines log)
    {
        this.app = app;
        this.log = log;
        Database = database;
        Clock = clock;
        Address = new Uri(app.Urls.Single());
        http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256, AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The database under it.</summary>
    public TestDatabase Database { get; }

    /// <summary>The clock of its transactions.</summary>
    public TestClock Clock { get; }

    /// <summary>Its services, for looking behind the API.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Everything it has logged.</summary>
    public IReadOnlyCollection<string> Log => log.Lines;

    /// <summary>Leaves a folder to it, which goes when it does.</summary>
    public void Own(string folder) => folders.Add(folder);

    /// <summary>Starts it with settings of its own; the limits on requests are off unless set.</summary>
    public static Task<TestApi> StartAsync(PostgresFixture postgres, CancellationToken cancellationToken, params IEnumerable<(string Key, string Value)> settings) =>
        StartAsync(postgres, builder =>
        {
            foreach (var (key, value) in settings)
            {
                builder.Configuration[key] = value;
            }
        }, cancellationToken);

    /// <summary>Starts it with changes of its own, to the database too; the limits on requests are off unless set.</summary>
    public static async Task<TestApi> StartAsync(PostgresFixture postgres, Action<WebApplicationBuilder> configure, CancellationToken cancellationToken, Func<TestDatabase, Task>? prepare = null)
    {
        var database = await postgres.CreateDatabaseAsync(cancellationToken);
        if (prepare is not null)
        {
            await prepare(database);
        }

        var clock = new TestClock();
        var log = new LogLines();
        var app = ApiHost.Build([], builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Configuration["ConnectionStrings:App"] = database.AppConnectionString;
            builder.Configuration["Jobs:Enabled"] = "false";
            // Races are what many tests are about.
            builder.Configuration["Appointments:BookedAtOncePerSite"] = "1000";
            builder.Configuration["RateLimits:PerKeyPerMinute"] = "10000000";
            builder.Configuration["RateLimits:PerKeyBurst"] = "10000000";
            builder.Configuration["RateLimits:UnauthenticatedPerMinute"] = "10000000";
            builder.Services.AddSingleton<TransactionClock>(clock);
            configure(builder);
        });
        await app.StartAsync(cancellationToken);
        return new TestApi(app, database, clock, log);
    }

    /// <summary>An empty clinic and a client whose key has every scope.</summary>
    public async Task<ApiClient> CreateClinicAsync(string name = "Test clinic")
    {
        var clinicId = Guid.CreateVersion7();
        await ExecuteAsync("insert into clinics (id, name, slug, created_at) values ($1, $2, $3, now())", clinicId, name, clinicId.ToString("N"));
        return await CreateKeyAsync(clinicId, Scopes.All);
    }

    /// <summary>A client with a new key of a clinic.</summary>
    public async Task<ApiClient> CreateKeyAsync(Guid clinicId, IReadOnlyList<string> scopes, IReadOnlyList<Guid>? siteIds = null, DateTimeOffset? expiresAt = null)
    {
        var secret = ApiKeySecret.Create("test");
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            "insert into api_keys (clinic_id, id, name, prefix, hash, scopes, site_ids, created_at, expires_at) values ($1, $2, 'test', $3, $4, $5::jsonb, $6::jsonb, now(), $7)",
            clinicId, id, secret.Prefix, secret.Hash, System.Text.Json.JsonSerializer.Serialize(scopes), siteIds is null ? DBNull.Value : System.Text.Json.JsonSerializer.Serialize(siteIds), (object?)expiresAt ?? DBNull.Value);
        return new ApiClient(http, clinicId, id, secret.Text);
    }

    /// <summary>A client without a key.</summary>
    public ApiClient Anonymous() => new(http, Guid.Empty, Guid.Empty, null);

    /// <summary>Runs a statement as superuser: past row-level security.</summary>
    public async Task<int> ExecuteAsync(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(Database.AdminConnectionString);
        await connection.OpenAsync();
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Asks for one value as superuser: past row-level security.</summary>
    public async Task<T> QueryAsync<T>(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(Database.AdminConnectionString);
        await connection.OpenAsync();
        await using var command = Command(connection, sql, parameters);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Pairs of live allocations of one lane that overlap: must be 0 whatever happened.</summary>
    public Task<long> OverlapsAsync() => QueryAsync<long>("""
        select count(*) from allocations a join allocations b
        on a.clinic_id = b.clinic_id and a.resource_id = b.resource_id and a.lane = b.lane and a.during && b.during and a.id < b.id
        where a.live and b.live
        """);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        var overlaps = await OverlapsAsync();
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Database.DisposeAsync();
        folders.ForEach(f => Directory.Delete(f, recursive: true));
        if (overlaps > 0)
        {
            throw new InvalidOperationException($"{overlaps} pairs of live allocations overlap.");
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {formatter(state, exception)} {exception}";
            Lines.Enqueue(line);
            if (logLevel >= LogLevel.Error)
            {
                // A 500 in a test says nothing by itself.
                Console.Error.WriteLine(line);
            }
        }

        public void Dispose()
        {
        }
    }
}
