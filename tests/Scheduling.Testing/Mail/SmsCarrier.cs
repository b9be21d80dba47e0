using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Scheduling.Testing.Mail;

/// <summary>
/// A carrier on a loopback port that takes texts as Twilio does, and answers each as it is told to. A request that Twilio's own description doesn't allow is refused, and fails
/// the test when the carrier is disposed of.
/// </summary>
public sealed class SmsCarrier : IAsyncDisposable
{
    private readonly WebApplication app;

    private SmsCarrier(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public string Address => app.Urls.Single();

    /// <summary>Every request: path, whether it was signed in, and its form.</summary>
    public ConcurrentQueue<(string Path, string? Authorization, IReadOnlyDictionary<string, string> Form)> Requests { get; } = [];

    /// <summary>What was wrong with requests, one a line.</summary>
    public ConcurrentQueue<string> Wrong { get; } = [];

    /// <summary>Starts one that answers every text with a status, a body and perhaps Retry-After.</summary>
    public static async Task<SmsCarrier> StartAsync(Func<IReadOnlyDictionary<string, string>, (int Status, string Body, string? RetryAfter)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var carrier = new SmsCarrier(app);
        app.MapPost("/{**path}", async context =>
        {
            var form = (await context.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
            if (TwilioForms.Check(context.Request.Path, form) is { Count: > 0 } wrong)
            {
                carrier.Wrong.Enqueue(string.Join(", ", wrong));
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            carrier.Requests.Enqueue((context.Request.Path, context.Request.Headers.Authorization, form));
            var (status, body, after) = answer(form);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            if (after is not null)
            {
                context.Response.Headers.RetryAfter = after;
            }

            await context.Response.WriteAsync(body);
        });
        await app.StartAsync();
        return carrier;
    }

    /// <summary>What Twilio answers when it has taken a text.</summary>
    public static (int Status, string Body, string? RetryAfter) Taken() => (201, $$"""{"sid":"SM{{Guid.NewGuid():N}}","status":"queued"}""", null);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (!Wrong.IsEmpty)
        {
            throw new InvalidOperationException("Twilio's description doesn't allow: " + string.Join("; ", Wrong));
        }
    }
}
