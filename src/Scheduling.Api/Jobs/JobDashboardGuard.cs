using System.Text;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Limits;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Persistence;
using AuthenticationHeaderValue = System.Net.Http.Headers.AuthenticationHeaderValue;

namespace Scheduling.Api.Jobs;

/// <summary>Lets people with a key of scope <c>admin</c> look at the job engine's dashboard. A browser can send it as a password (RFC 7617); the name beside it doesn't matter.</summary>
public sealed class JobDashboardGuard(KnownApiKeys keys, RequestLimits limits, NpgsqlDataSource database, TransactionClock clock)
{
    /// <summary>Where the dashboard is.</summary>
    public const string Path = "/jobs";

    /// <summary>Whether the caller may look; asks for a password when not.</summary>
    public async Task<bool> MayLookAsync(HttpContext context)
    {
        var key = Secret(context.Request.Headers.Authorization) is { } secret ? await keys.FindAsync(secret, context.RequestAborted) : null;
        if (key is { RevokedAt: null, SiteIds: null } && key.Scopes.Contains(Scopes.Admin) && !(key.ExpiresAt <= await NowAsync(context.RequestAborted)))
        {
            return true;
        }

        limits.SpendUnauthenticated(context.Connection.RemoteIpAddress);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Basic realm=\"jobs\", charset=\"UTF-8\"";
        return false;
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select transaction_timestamp()");
        return clock.InstantOf((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private static ApiKeySecret? Secret(string? header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var sent) || !sent.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || sent.Parameter is null)
        {
            return null;
        }

        var bytes = new byte[sent.Parameter.Length];
        if (!Convert.TryFromBase64String(sent.Parameter, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? ApiKeySecret.TryParse(text[(colon + 1)..]) : null;
    }
}
