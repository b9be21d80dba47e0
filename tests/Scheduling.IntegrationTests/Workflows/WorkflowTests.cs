using Microsoft.Extensions.DependencyInjection;
using Scheduling.Api.Demo;
using Scheduling.Application.Jobs;
using Scheduling.IntegrationTests.Import;
using Scheduling.Testing;
using Scheduling.Testing.Api;
using Scheduling.Testing.Workflows;

namespace Scheduling.IntegrationTests.Workflows;

/// <summary>A real day's workflows, docs/workflows/*.http, each at most two calls after the look-up.</summary>
[Collection(nameof(DemoClinicShared))]
public sealed class WorkflowTests(DemoFixture fixture)
{
    private readonly TestApi api = fixture.Api;

    public static TheoryData<string> Files => [.. Directory.GetFiles(Checkout.PathOf("docs/workflows"), "*.http").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Workflow_RunsInTwoCalls(string file)
    {
        var workflow = HttpFile.Parse(await File.ReadAllTextAsync(Checkout.PathOf(Path.Combine("docs/workflows", file)), TestContext.Current.CancellationToken));
        Assert.InRange(workflow.Requests.Count(r => !r.IsLookUp), 1, 2);
        Assert.All(workflow.Requests.Where(r => r.IsLookUp), r => Assert.True(r.Method == HttpMethod.Get || r.Url.EndsWith("/search", StringComparison.Ordinal) || r.ExpectedStatus >= 400, r.Url + " is no look-up."));
        // As ./run begins: a fresh key and one more draft course.
        var start = await api.Services.GetRequiredService<DemoClinic>().BeginAsync(fixture.ClinicId, TestContext.Current.CancellationToken);
        using var over = new CancellationTokenSource();
        var jobs = TickAsync(over.Token);
        await new HttpFileRun(fixture.Client(start.Key), api.Address, DateTimeOffset.UtcNow).RunAsync(workflow);
        await over.CancelAsync();
        await jobs;
    }

    // No engine ticks here; a workflow that waits for a worker must not wait for ever.
    private async Task TickAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await api.Services.GetRequiredService<JobRunner>().RunAsync("run-admissions", TestContext.Current.CancellationToken);
            await Task.WhenAny(Task.Delay(500, over));
        }
    }

    [Fact]
    public async Task Run_AnswerOtherThanExpected_Fails()
    {
        var run = new HttpFileRun(await api.CreateClinicAsync(), api.Address, DateTimeOffset.UtcNow);
        var workflow = HttpFile.Parse("### one\n# @name a\nGET {{host}}/v1/sites\nAuthorization: Bearer {{key}}\n\n###\n# @expect 200\nGET {{host}}/v1/sites/{{a.response.body.$.items}}");
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => run.RunAsync(workflow));
        Assert.Contains("answered 401", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_VariableThatLeadsNowhere_Fails()
    {
        var run = new HttpFileRun(await api.CreateClinicAsync(), api.Address, DateTimeOffset.UtcNow);
        var workflow = HttpFile.Parse("# @name a\nGET {{host}}/v1/sites\nAuthorization: Bearer {{key}}\n\n###\nGET {{host}}/v1/sites/{{a.response.body.$.items[0].id}}");
        await Assert.ThrowsAsync<FormatException>(() => run.RunAsync(workflow));
    }
}
