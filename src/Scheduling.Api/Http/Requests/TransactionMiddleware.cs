using Microsoft.AspNetCore.Http.Features;
using Scheduling.Api.Http.Auth;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Http.Requests;

/// <summary>
/// One transaction for each request with a key: begun after the caller and the body are known, committed before the first byte of a 2xx or 3xx is sent,
/// rolled back otherwise. After a deadlock or a lost race everything is run again from the start in a new scope, since a used DbContext would save twice.
/// </summary>
public sealed class TransactionMiddleware(RequestDelegate next, IServiceScopeFactory scopes)
{
    private const int MaxAttempts = 3;

    /// <summary>Runs the rest inside a transaction.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Caller>() is not { } caller)
        {
            await next(context);
            return;
        }

        var body = await RequestBodyFeature.ReadAsync(context.Request, context.RequestAborted);
        context.Features.Set(body);
        var idempotent = IdempotentRequest.Of(context, body);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await AttemptAsync(context, caller, body, idempotent);
                if (answer.Length > 0)
                {
                    context.Response.ContentLength = answer.Length;
                    await context.Response.Body.WriteAsync(answer, context.RequestAborted);
                }

                return;
            }
            catch (Exception e) when (attempt < MaxAttempts && !context.Response.HasStarted && DatabaseFailure.IsWorthRepeating(e))
            {
                await Task.Delay(Random.Shared.Next(5, 40) * attempt, context.RequestAborted);
            }
            catch (Exception e) when (!context.Response.HasStarted && DatabaseFailure.Refusal(e) is { } refusal)
            {
                throw refusal;
            }
        }
    }

    private async Task<byte[]> AttemptAsync(HttpContext context, Caller caller, RequestBodyFeature body, IdempotentRequest? idempotent)
    {
        var outerServices = context.RequestServices;
        var outerResponse = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Response.Clear();
        body.Rewind(context.Request);
        await using var scope = scopes.CreateAsyncScope();
        var transaction = scope.ServiceProvider.GetRequiredService<ClinicTransaction>();
        using var buffer = new MemoryStream();
        var buffered = new StreamResponseBodyFeature(buffer);
        try
        {
            context.RequestServices = scope.ServiceProvider;
            context.Features.Set<IHttpResponseBodyFeature>(buffered);
            var claimed = await transaction.BeginAsync(caller.Identity, idempotent?.Key, context.RequestAborted);
            var db = scope.ServiceProvider.GetRequiredService<SchedulingDbContext>();
            var now = scope.ServiceProvider.GetRequiredService<ClinicContext>().Now;
            if (caller.ExpiresAt <= now)
            {
                throw new SchedulingException(ProblemCodes.Unauthorized);
            }

            if (claimed is not null && idempotent!.StoredIn(claimed) is { } stored)
            {
                await transaction.RollbackAsync(CancellationToken.None);
                return IdempotentRequest.Replay(stored, context.Response);
            }

            await next(context);
            await buffered.CompleteAsync();
            var answer = buffer.ToArray();
            // A form is answered by sending the browser on.
            if (context.Response.StatusCode is < 200 or >= 400)
            {
                await transaction.RollbackAsync(CancellationToken.None);
                return answer;
            }

            idempotent?.Keep(db, context.Response, answer, now);
            // From here on the caller's patience doesn't matter: a commit that was begun is finished.
            await transaction.CommitAsync(CancellationToken.None);
            return answer;
        }
        catch (Exception)
        {
            await TryRollBackAsync(transaction);
            throw;
        }
        finally
        {
            context.Features.Set(outerResponse);
            context.RequestServices = outerServices;
        }
    }

    // Rolled back at once, so that its locks don't outlive the refusal; when that fails the connection is gone, and the transaction with it.
    private static async Task TryRollBackAsync(ClinicTransaction transaction)
    {
        try
        {
            await transaction.RollbackAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or InvalidOperationException or ObjectDisposedException)
        {
        }
    }
}
