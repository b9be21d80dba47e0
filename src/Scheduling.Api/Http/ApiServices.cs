using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.Options;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.Binding;
using Scheduling.Api.Http.Csv;
using Scheduling.Api.Http.Json;
using Scheduling.Api.Http.Limits;
using Scheduling.Api.Http.Lists;

namespace Scheduling.Api.Http;

/// <summary>Registers controllers and the conventions they follow.</summary>
public static class ApiServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RequestLimits>();
        services.AddSingleton<KnownApiKeys>();
        services.AddSingleton<Inbound.TwilioForm>();
        services.AddControllersWithViews(mvc =>
            {
                mvc.ReturnHttpNotAcceptable = true;
                mvc.RespectBrowserAcceptHeader = true;
                mvc.ModelMetadataDetailsProviders.Add(new SystemTextJsonValidationMetadataProvider());
                mvc.ModelBinderProviders.Insert(0, new StrictValueBinderProvider());
                mvc.Filters.Add<StrictQueryFilter>();
                mvc.Filters.Add<PageFilter>();
                mvc.ModelBindingMessageProvider.SetMissingRequestBodyRequiredValueAccessor(() => "a JSON body is required");
                mvc.ModelBindingMessageProvider.SetMissingBindRequiredValueAccessor(_ => "is required");
                mvc.ModelBindingMessageProvider.SetValueMustNotBeNullAccessor(_ => "is required");
                mvc.ModelBindingMessageProvider.SetValueIsInvalidAccessor(_ => "has the wrong form");
                mvc.ModelBindingMessageProvider.SetAttemptedValueIsInvalidAccessor((_, _) => "has the wrong form");
            })
            .ConfigureApiBehaviorOptions(api =>
            {
                api.SuppressMapClientErrors = true;
                api.InvalidModelStateResponseFactory = InvalidModelAnswer.Refuse;
            })
            .AddJsonOptions(o => ApiJson.Configure(o.JsonSerializerOptions));
        services.AddTransient<IConfigureOptions<MvcOptions>, Formatters>();
        services.Configure<Microsoft.AspNetCore.Http.Json.JsonOptions>(o => ApiJson.Configure(o.SerializerOptions));
        return services;
    }

    private sealed class Formatters(IOptions<JsonOptions> json) : IConfigureOptions<MvcOptions>
    {
        public void Configure(MvcOptions options)
        {
            options.InputFormatters.Clear();
            options.InputFormatters.Add(new StrictJsonInputFormatter(json));
            options.OutputFormatters.RemoveType<StringOutputFormatter>();
            options.OutputFormatters.RemoveType<HttpNoContentOutputFormatter>();
            // Behind JSON, which is the answer to whoever takes anything.
            options.OutputFormatters.Add(new CsvOutputFormatter());
        }
    }
}
