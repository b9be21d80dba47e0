using Microsoft.OpenApi;
using Scheduling.Api.Http.Versions;
using Scheduling.Application.ApiKeys;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Time;

namespace Scheduling.Api.Http.OpenApi;

/// <summary>The OpenAPI document at /openapi/v1.json and Swagger UI at /swagger.</summary>
public static class ApiDocuments
{
    internal const string BearerScheme = "apiKey";
    private const string LocalTimePattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

    /// <summary>Registers the generator.</summary>
    public static IServiceCollection AddApiDocuments(this IServiceCollection services) => services.AddSwaggerGen(o =>
    {
        o.SwaggerDoc("v1", new OpenApiInfo
        {
            Title = "Scheduling",
            Version = "v1",
            Description = "Plans, books and runs courses of treatment: many short visits over weeks, each needing several resources at once. "
                + "Conventions: strict JSON in camelCase; RFC 3339 instants with offset; errors as problem+json (docs/errors.md); Idempotency-Key on POSTs that act; "
                + "ETag and If-Match on what is versioned; lists by limit and opaque cursor.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        });
        o.AddServer(new OpenApiServer { Url = "/", Description = "This service." });
        o.AddSecurityDefinition(BearerScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "sch_<env>_<secret><checksum>",
            Description = "An API key of the clinic. Scopes: " + string.Join(", ", Scopes.All) + ".",
        });
        foreach (var assembly in (string[])[typeof(ApiDocuments).Assembly.GetName().Name!, typeof(Scopes).Assembly.GetName().Name!, typeof(ProblemCodes).Assembly.GetName().Name!])
        {
            o.IncludeXmlComments(Path.Combine(AppContext.BaseDirectory, assembly + ".xml"), includeControllerXmlComments: true);
        }

        o.SupportNonNullableReferenceTypes();
        o.NonNullableReferenceTypesAsRequired();
        o.MapType<TimeOnly>(() => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = LocalTimePattern, Description = "Local time, HH:mm.", Examples = ["08:30"] });
        o.MapType<DateOnly>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date", Examples = ["2026-03-09"] });
        o.MapType<DateTimeOffset>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Examples = ["2026-03-09T13:00:00Z"] });
        o.MapType<ExpectedVersion>(() => new OpenApiSchema { Type = JsonSchemaType.String });
        o.MapType<StartTime>(() => new OpenApiSchema
        {
            Description = "An instant with offset, or the site's own date and time; `offset` is only needed where the clock shows the time twice.",
            OneOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    AdditionalPropertiesAllowed = false,
                    Required = new HashSet<string> { "localDate", "localTime" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["localDate"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date", Description = "The site's date.", Examples = ["2026-03-09"] },
                        ["localTime"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = LocalTimePattern, Description = "The site's time, HH:mm.", Examples = ["09:00"] },
                        ["offset"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Pattern = "^(Z|[+-][0-9]{2}:[0-9]{2})$", Description = "The site's offset then; only needed where the clock shows the time twice." },
                    },
                },
            ],
            Examples = ["2026-03-09T13:00:00Z"],
        });
        o.DescribeAllParametersInCamelCase();
        o.OperationFilter<ConventionsOperationFilter>();
        o.DocumentFilter<BoundsDocumentFilter>();
        o.DocumentFilter<ProblemExamplesDocumentFilter>();
    });

    /// <summary>Serves both.</summary>
    public static void UseApiDocuments(this WebApplication app)
    {
        app.UseSwagger(o =>
        {
            o.RouteTemplate = "openapi/{documentName}.json";
            o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        app.UseSwaggerUI(o =>
        {
            o.SwaggerEndpoint("/openapi/v1.json", "Scheduling v1");
            o.DocumentTitle = "Scheduling";
        });
    }
}
