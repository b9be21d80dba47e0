using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Scheduling.Domain.Problems;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Scheduling.Api.Http.OpenApi;

/// <summary>One example of each problem, which the operations refer to.</summary>
public sealed class ProblemExamplesDocumentFilter : IDocumentFilter
{
    /// <inheritdoc />
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) =>
        (swaggerDoc.Components ??= new OpenApiComponents()).Examples = ProblemCodes.All.ToDictionary(
            p => p.Code,
            IOpenApiExample (p) => new OpenApiExample
            {
                Summary = p.Title,
                Value = new JsonObject
                {
                    ["type"] = p.Type,
                    ["title"] = p.Title,
                    ["status"] = p.Status,
                    ["detail"] = p.Title,
                    ["code"] = p.Code,
                    ["traceId"] = "0af7651916cd43dd8448eb211c80319c",
                },
            });
}
