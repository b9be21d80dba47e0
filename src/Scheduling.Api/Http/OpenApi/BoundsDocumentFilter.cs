using System.Globalization;
using Microsoft.OpenApi;
using Scheduling.Api.Http.Json;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Scheduling.Api.Http.OpenApi;

/// <summary>Writes the bounds that hold for every request into the schemas that state none of their own.</summary>
public sealed class BoundsDocumentFilter : IDocumentFilter
{
    private static readonly string[] BoundedFormats = ["uuid", "date", "date-time"];

    /// <inheritdoc />
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var seen = new HashSet<IOpenApiSchema>(ReferenceEqualityComparer.Instance);
        foreach (var operation in swaggerDoc.Paths.Values.SelectMany(p => p.Operations ?? []).Select(o => o.Value))
        {
            foreach (var parameter in operation.Parameters ?? [])
            {
                Bound(parameter.Schema, context.SchemaRepository, seen);
            }

            foreach (var content in operation.RequestBody?.Content?.Values ?? [])
            {
                Bound(content.Schema, context.SchemaRepository, seen);
            }
        }
    }

    private static void Bound(IOpenApiSchema? found, SchemaRepository known, HashSet<IOpenApiSchema> seen)
    {
        var schema = (found is OpenApiSchemaReference reference ? known.Schemas[reference.Reference.Id!] : found) as OpenApiSchema;
        if (schema is null || !seen.Add(schema))
        {
            return;
        }

        var type = schema.Type & ~JsonSchemaType.Null;
        if (type == JsonSchemaType.String && schema.Enum is not { Count: > 0 } && !BoundedFormats.Contains(schema.Format))
        {
            schema.MaxLength ??= RequestBody.MaxStringLength;
        }
        else if (type == JsonSchemaType.Array)
        {
            schema.MaxItems ??= RequestBody.MaxArrayLength;
        }
        else if (type == JsonSchemaType.Integer)
        {
            var wide = schema.Format == "int64";
            schema.Minimum ??= (wide ? long.MinValue : int.MinValue).ToString(CultureInfo.InvariantCulture);
            schema.Maximum ??= (wide ? long.MaxValue : int.MaxValue).ToString(CultureInfo.InvariantCulture);
        }

        foreach (var part in (schema.Properties?.Values ?? []).Concat(schema.OneOf ?? []).Concat(schema.AnyOf ?? []).Concat(schema.AllOf ?? []).Append(schema.Items).Append(schema.AdditionalProperties))
        {
            Bound(part, known, seen);
        }
    }
}
