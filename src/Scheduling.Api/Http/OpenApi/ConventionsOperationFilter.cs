using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Requests;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.Lists;
using Scheduling.Domain.Problems;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Scheduling.Api.Http.OpenApi;

/// <summary>Writes down what every operation does by convention, so that no controller repeats it: headers, security, problems.</summary>
public sealed class ConventionsOperationFilter : IOperationFilter
{
    /// <inheritdoc />
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var anonymous = metadata.OfType<IAllowAnonymous>().Any();
        var parameters = context.ApiDescription.ParameterDescriptions;
        var versioned = parameters.Any(p => p.ParameterDescriptor?.ParameterType == typeof(ExpectedVersion));
        var hasBody = operation.RequestBody is not null;
        var idempotent = !anonymous && context.ApiDescription.HttpMethod == "POST" && !metadata.OfType<SearchAttribute>().Any();
        var dryRun = hasBody && parameters.Any(p => p.Source == BindingSource.Body && p.Type?.GetProperty("DryRun") is not null);

        var headers = operation.Parameters ??= [];
        for (var i = headers.Count - 1; i >= 0; i--)
        {
            var described = parameters.FirstOrDefault(p => p.Name == headers[i].Name);
            if (described?.ParameterDescriptor?.ParameterType == typeof(ExpectedVersion))
            {
                headers.RemoveAt(i);
            }
        }

        if (versioned)
        {
            headers.Add(Header("If-Match", true, "The `ETag` (or a row's `etag`) of what you read, quotes included. `*` is not accepted.", "\"1\""));
        }

        if (idempotent)
        {
            headers.Add(Header(RequestHeaders.IdempotencyKey, !dryRun, "A new value for each new request; the same one to repeat it safely. Kept for 24 hours at least."
                + (dryRun ? " Not needed with `dryRun: true`." : ""), "7f8c1a52-first-try"));
        }

        if (anonymous)
        {
            operation.Security = [];
        }
        else
        {
            var actor = metadata.OfType<RequireActorAttribute>().Any();
            headers.Add(Header(RequestHeaders.Actor, actor, "The person behind the request: a staff id or your own user's id, 1 to 200 characters.", "front-desk-1"));
            var scopes = metadata.OfType<RequireScopeAttribute>().Select(s => s.Scope).Distinct().ToList();
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiDocuments.BearerScheme, context.Document)] = [.. scopes] },
            ];
            var needs = "Needs scope " + string.Join(" and ", scopes.Select(s => $"`{s}`")) + ".";
            operation.Description = string.IsNullOrEmpty(operation.Description) ? needs : operation.Description + "\n\n" + needs;
        }

        foreach (var (status, answer) in operation.Responses!.Where(r => r.Key.StartsWith('2')))
        {
            ((OpenApiResponse)answer).Description = status switch { "201" => "Created.", "204" => "Done.", _ => "Done, or what was asked for." };
            if (idempotent)
            {
                (((OpenApiResponse)answer).Headers ??= new Dictionary<string, IOpenApiHeader>())[RequestHeaders.IdempotentReplayed] =
                    new OpenApiHeader { Description = "`true` when the answer was given before.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            }
        }

        foreach (var group in Problems(metadata, parameters, anonymous, versioned, hasBody, idempotent).DistinctBy(p => p.Code).GroupBy(p => p.Status).OrderBy(g => g.Key))
        {
            operation.Responses![group.Key.ToString(CultureInfo.InvariantCulture)] = Answer([.. group.OrderBy(p => p.Code, StringComparer.Ordinal)], context);
        }
    }

    // Operations that refuse for the same reasons share one answer of the document.
    private static OpenApiResponseReference Answer(IReadOnlyList<ProblemCode> problems, OperationFilterContext context)
    {
        var name = string.Join('.', problems.Select(p => p.Code));
        var answers = (context.Document.Components ??= new OpenApiComponents()).Responses ??= new Dictionary<string, IOpenApiResponse>();
        answers.TryAdd(name, new OpenApiResponse
        {
            Description = string.Join(" ", problems.Select(p => $"`{p.Code}`: {p.Title}")),
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [ProblemAnswer.MediaType] = new OpenApiMediaType
                {
                    Schema = context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository),
                    Examples = problems.ToDictionary(p => p.Code, IOpenApiExample (p) => new OpenApiExampleReference(p.Code, context.Document)),
                },
            },
        });
        return new OpenApiResponseReference(name, context.Document);
    }

    private static IEnumerable<ProblemCode> Problems(IList<object> metadata, IList<ApiParameterDescription> parameters, bool anonymous, bool versioned, bool hasBody, bool idempotent)
    {
        if (parameters.Any(p => p.Source == BindingSource.Path))
        {
            yield return ProblemCodes.NotFound;
        }

        yield return ProblemCodes.NotAcceptable;
        yield return ProblemCodes.Internal;
        if (!anonymous)
        {
            yield return ProblemCodes.InvalidRequest;
            yield return ProblemCodes.Unauthorized;
            yield return ProblemCodes.ScopeMissing;
            yield return ProblemCodes.RateLimited;
            yield return ProblemCodes.Unavailable;
        }

        if (metadata.OfType<RequireActorAttribute>().Any())
        {
            yield return ProblemCodes.ActorRequired;
        }

        if (hasBody)
        {
            yield return ProblemCodes.MalformedJson;
            yield return ProblemCodes.BodyTooLarge;
            yield return ProblemCodes.UnsupportedMediaType;
        }

        if (versioned)
        {
            yield return ProblemCodes.StaleVersion;
            yield return ProblemCodes.VersionRequired;
        }

        if (idempotent)
        {
            yield return ProblemCodes.IdempotencyInFlight;
            yield return ProblemCodes.IdempotencyKeyReused;
        }

        if (parameters.Any(p => p.ModelMetadata?.ContainerType == typeof(PageRequest)))
        {
            yield return ProblemCodes.InvalidCursor;
        }

        foreach (var code in metadata.OfType<RefusesAttribute>().SelectMany(r => r.Codes))
        {
            yield return ProblemCodes.All.Single(p => p.Code == code);
        }
    }

    private static OpenApiParameter Header(string name, bool required, string description, string example) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = required,
        Description = description,
        Example = example,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
    };
}
