using Microsoft.Extensions.Options;
using Scheduling.Api.Demo;
using Scheduling.Api.Health;
using Scheduling.Api.Http;
using Scheduling.Api.Http.Auth;
using Scheduling.Api.Http.OpenApi;
using Scheduling.Api.Http.Problems;
using Scheduling.Api.Http.Requests;
using Scheduling.Api.Inbound;
using Scheduling.Api.Jobs;
using Scheduling.Application;
using Scheduling.Application.Admissions;
using Scheduling.Application.Appointments;
using Scheduling.Application.Authorizations;
using Scheduling.Application.Courses;
using Scheduling.Application.Import;
using Scheduling.Application.Intakes;
using Scheduling.Application.Jobs;
using Scheduling.Application.Messaging;
using Scheduling.Application.PatientPages;
using Scheduling.Application.Persistence;
using Scheduling.Application.Records;
using Scheduling.Application.Repairs;
using Scheduling.Application.Reports;
using Scheduling.Application.Screenings;
using Scheduling.Application.Tasks;
using Scheduling.Application.Waitlist;

namespace Scheduling.Api;

/// <summary>Puts the service together. The command line and the tests share it.</summary>
public static class ApiHost
{
    /// <summary>Largest body that is read at all: enough over ours to answer 413 in good order.</summary>
    private const int KestrelBodyLimit = 4 * RequestBodyFeature.MaxBytes;

    /// <summary>Builds the service; it neither migrates nor listens yet.</summary>
    /// <param name="args">Command line, as configuration.</param>
    /// <param name="configure">Changes made before the build: connection strings, a clock.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(ApiHost).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss ";
            o.UseUtcTimestamp = true;
        });
        builder.Logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            .AddFilter("Quartz", LogLevel.Warning)
            .AddFilter("Hangfire", LogLevel.Warning)
            // Statements carry values, and an expected conflict would be logged as an error.
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None)
            .AddFilter("Npgsql", LogLevel.None);
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = KestrelBodyLimit;
            k.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            k.Limits.MaxRequestLineSize = 8 * 1024;
            k.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            k.Limits.MaxConcurrentConnections = 2_000;
        });
        configure?.Invoke(builder);
        builder.Services.AddPersistence(AppConnectionString);
        builder.Services.AddOptions<JobsOptions>().BindConfiguration(JobsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScheduledJobs(builder.Configuration.GetSection(JobsOptions.Section).Get<JobsOptions>() ?? new JobsOptions(), AppConnectionString);
        builder.Services.AddClinicSetup();
        builder.Services.AddCourses();
        builder.Services.AddAdmissions();
        builder.Services.AddImport();
        builder.Services.AddSingleton<DemoClinic>();
        builder.Services.AddVisits();
        builder.Services.AddScreenings();
        builder.Services.AddRecords();
        builder.Services.AddIntakes();
        builder.Services.AddOptions<AppointmentOptions>().BindConfiguration(AppointmentOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddRepairs();
        builder.Services.AddTasks();
        builder.Services.AddAuthorizations();
        builder.Services.AddOptions<AuthorizationOptions>().BindConfiguration(AuthorizationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddWaitlist();
        builder.Services.AddMessaging();
        builder.Services.AddPatientPages();
        builder.Services.AddReports();
        builder.Services.AddOptions<WaitlistOptions>().BindConfiguration(WaitlistOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<RepairOptions>().BindConfiguration(RepairOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<JobDashboardGuard>();
        builder.Services.AddApi();
        builder.Services.AddApiDocuments();
        builder.Services.AddHealthChecks().AddCheck<DatabaseReadiness>("database", tags: [HealthEndpoints.ReadyTag])
            .AddCheck<SendingReadiness>(SendingReadiness.Name, tags: [HealthEndpoints.ReadyTag]);

        var app = builder.Build();
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<AdmissionRuns>().Stop);
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMiddleware<RequestLogMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseApiDocuments();
        app.UseRouting();
        app.UseMiddleware<TokenMiddleware>();
        app.UseMiddleware<CallerMiddleware>();
        app.UseMiddleware<TransactionMiddleware>();
        if (app.Services.GetRequiredService<IOptions<JobsOptions>>().Value is { Enabled: true, Dashboard: true })
        {
            app.UseJobDashboard(JobDashboardGuard.Path, app.Services.GetRequiredService<JobDashboardGuard>().MayLookAsync);
        }

        app.MapControllers();
        app.MapTwilio();
        app.MapHealth();
        return app;
    }

    private static string AppConnectionString(IServiceProvider provider) => provider.GetRequiredService<IConfiguration>().GetConnectionString("App")
        ?? throw new InvalidOperationException("ConnectionStrings:App is missing.");
}
