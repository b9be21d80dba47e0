using Microsoft.Extensions.DependencyInjection;
using Scheduling.Testing.Api;
using Scheduling.Testing.Postgres;

namespace Scheduling.IntegrationTests.Http.Probe;

/// <summary>The service with <see cref="ProbeController"/> beside its own controllers.</summary>
public sealed class ProbeFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private TestApi? api;

    public TestApi Api => api ?? throw new InvalidOperationException("Not started.");

    public PostgresFixture Postgres => postgres;

    public Failures Failures { get; } = new();

    public async ValueTask InitializeAsync() => api = await TestApi.StartAsync(
        postgres,
        builder =>
        {
            builder.Services.AddSingleton(Failures);
            builder.Services.AddControllers().AddApplicationPart(typeof(ProbeController).Assembly);
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (api is not null)
        {
            await api.DisposeAsync();
        }
    }
}
