using Microsoft.Extensions.DependencyInjection;
using Scheduling.Api.Demo;
using Scheduling.Testing.Api;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Import;

/// <summary>The service over a database with the demo clinic.</summary>
public sealed class DemoFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private TestApi? api;
    private HttpClient? http;

    public PostgresFixture Postgres => postgres;

    public TestApi Api => api ?? throw new InvalidOperationException("Not started.");

    public Guid ClinicId { get; private set; }

    /// <summary>A client with a key of the clinic.</summary>
    public ApiClient Client(string key) => new(http!, ClinicId, Guid.Empty, key);

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync(postgres, CancellationToken.None);
        http = new HttpClient { BaseAddress = api.Address };
        ClinicId = await api.Services.GetRequiredService<DemoClinic>().EnsureAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (api is not null)
        {
            await api.DisposeAsync();
        }
    }
}

/// <summary>Test classes that share one demo clinic.</summary>
[CollectionDefinition(nameof(DemoClinicShared))]
public sealed class DemoClinicShared : ICollectionFixture<DemoFixture>;
