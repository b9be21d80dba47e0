using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Http;
using Scheduling.Testing.Api;
using Scheduling.Testing.Clinics;

namespace Scheduling.IntegrationTests.Jobs;

public sealed class DropOldIdempotencyKeysJobTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task Run_DropsWhatIsOlderThanTwoDays_AndKeepsWhatMayStillBeRetried()
    {
        var clinic = await new ClinicBuilder().WithPatients(2).SeedAsync(api);
        await api.ExecuteAsync("delete from idempotency_keys");
        await clinic.CreateCourseAsync(0);
        await clinic.CreateCourseAsync(1);
        await api.ExecuteAsync("update idempotency_keys set created_at = created_at - interval '47 hours' where key = (select min(key) from idempotency_keys)");
        await api.ExecuteAsync("update idempotency_keys set created_at = created_at - interval '49 hours' where key = (select max(key) from idempotency_keys)");

        await api.Services.GetRequiredService<JobRunner>().RunAsync("drop-old-idempotency-keys", TestContext.Current.CancellationToken);

        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from idempotency_keys"));
        Assert.Equal(1L, await api.QueryAsync<long>("select count(*) from idempotency_keys where created_at < now() - interval '46 hours'"));
        (await clinic.Client.GetAsync("/v1/courses")).Expect(HttpStatusCode.OK);
    }
}
