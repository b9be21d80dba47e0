using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Messaging;

/// <summary>Registers what plans, words and sends messages to patients.</summary>
public static class MessagingServices
{
    /// <summary>Adds it. The settings decide which senders there are.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services)
    {
        services.AddOptions<MessagingOptions>().BindConfiguration(MessagingOptions.Section).ValidateDataAnnotations()
            .Validate(o => o.PublicUrl is not { } url || (url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))),
                "Messaging:PublicUrl must be an absolute address with https (http only for this machine).").ValidateOnStart();
        services.AddOptions<EmailOptions>().BindConfiguration(EmailOptions.Section).ValidateDataAnnotations()
            .Validate(o => o.Sender != "smtp" || !string.IsNullOrWhiteSpace(o.Host), "Messaging:Email:Host is needed for the smtp sender.").ValidateOnStart();
        services.AddOptions<SmsOptions>().BindConfiguration(SmsOptions.Section).ValidateDataAnnotations()
            .Validate(o => o.Sender != "twilio" || (!string.IsNullOrWhiteSpace(o.AccountSid) && !string.IsNullOrWhiteSpace(o.AuthToken)), "Messaging:Sms:AccountSid and AuthToken are needed for the twilio sender.")
            .Validate(o => o.Sender != "twilio" || !string.IsNullOrWhiteSpace(o.From) || !string.IsNullOrWhiteSpace(o.MessagingServiceSid), "Messaging:Sms:From or MessagingServiceSid is needed for the twilio sender.")
            .ValidateOnStart();
        return services
            .AddScoped<PatientFiles>()
            .AddScoped<MessageRoutes>()
            .AddScoped<PatientLinks>()
            .AddScoped<MessageWriting>()
            .AddScoped<MessagePlanning>()
            .AddScoped<MessageClaims>()
            .AddScoped<MessageOutcomes>()
            .AddScoped<ReminderPolicies>()
            .AddScoped<MessageTexts>()
            .AddScoped<MessageBook>()
            .AddScoped<MessageConsents>()
            .AddScoped<MessageReceipts>()
            .AddScoped<InboundWork>()
            .AddScoped<InboxBook>()
            .AddSingleton<InboundTexts>()
            .AddSingleton<SendingControl>()
            .AddSingleton<MessageDispatch>()
            .AddSingleton<SmtpSender>()
            .AddSingleton<IMessageSender>(p => p.GetRequiredService<IOptions<EmailOptions>>().Value.Sender == "smtp"
                ? p.GetRequiredService<SmtpSender>()
                : ActivatorUtilities.CreateInstance<FileSender>(p, MessageChannel.Email))
            .AddSingleton(p => new TwilioSender(
                new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan },
                p.GetRequiredService<IOptions<SmsOptions>>(), p.GetRequiredService<IOptions<MessagingOptions>>()))
            .AddSingleton<IMessageSender>(p => p.GetRequiredService<IOptions<SmsOptions>>().Value.Sender == "twilio"
                ? p.GetRequiredService<TwilioSender>()
                : ActivatorUtilities.CreateInstance<FileSender>(p, MessageChannel.Sms));
    }
}
