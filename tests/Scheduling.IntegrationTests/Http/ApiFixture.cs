using Scheduling.Testing.Api;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Http;

/// <summary>One service and database for a test class: <c>IClassFixture&lt;ApiFixture&gt;</c>. Tests make clinics of their own in it.</summary>
public sealed class ApiFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private TestApi? api;

    /// <summary>The running service.</summary>
    public TestApi Api => api ?? throw new InvalidOperationException("Not started.");

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => api = await TestApi.StartAsync(postgres, CancellationToken.None);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (api is not null)
        {
            await api.DisposeAsync();
        }
    }
}
