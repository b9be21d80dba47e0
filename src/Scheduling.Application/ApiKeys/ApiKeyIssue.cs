using Scheduling.Application.Persistence;
using Scheduling.Domain.Clinics;

namespace Scheduling.Application.ApiKeys;

/// <summary>Makes keys for the program's own commands: the first of a clinic, the one of a demo.</summary>
public sealed class ApiKeyIssue(SchedulingDbContext db, ClinicContext context, EventLog events)
{
    /// <summary>Makes a key for every site that does not expire. Its secret is in the answer and nowhere else.</summary>
    public async Task<ApiKeySecret> IssueAsync(string name, string environment, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        var secret = ApiKeySecret.Create(environment);
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(context.Now),
            Name = name,
            Prefix = secret.Prefix,
            Hash = secret.Hash,
            Scopes = scopes,
            CreatedAt = context.Now,
        };
        db.ApiKeys.Add(key);
        events.Append("api_key.created", "api_key", key.Id);
        await db.SaveChangesAsync(cancellationToken);
        return secret;
    }
}
