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
        services.AddOptions<MessagingOptions>().BindConfiguration(MessagingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EmailOptions>().BindConfiguration(EmailOptions.Section).ValidateDataAnnotations()
            .Validate(o => o.Sender != "smtp" || !string.IsNullOrWhiteSpace(o.Host), "Messaging:Email:Host is needed for the smtp sender.").ValidateOnStart();
        services.AddOptions<SmsOptions>().BindConfiguration(SmsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddScoped<PatientFiles>()
            .AddScoped<MessageRoutes>()
            .AddScoped<MessageWriting>()
            .AddScoped<MessagePlanning>()
            .AddScoped<MessageClaims>()
            .AddScoped<MessageOutcomes>()
            .AddScoped<ReminderPolicies>()
            .AddScoped<MessageTexts>()
            .AddScoped<MessageBook>()
            .AddScoped<MessageConsents>()
            .AddSingleton<MessageDispatch>()
            .AddSingleton<SmtpSender>()
            .AddSingleton<IMessageSender>(p => p.GetRequiredService<IOptions<EmailOptions>>().Value.Sender == "smtp"
                ? p.GetRequiredService<SmtpSender>()
                : ActivatorUtilities.CreateInstance<FileSender>(p, MessageChannel.Email))
            .AddSingleton<IMessageSender>(p => ActivatorUtilities.CreateInstance<FileSender>(p, MessageChannel.Sms));
    }
}
