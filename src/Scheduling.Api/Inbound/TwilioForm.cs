using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Scheduling.Api.Http.Limits;
using Scheduling.Application.Messaging;
using Scheduling.Domain.Problems;

namespace Scheduling.Api.Inbound;

/// <summary>A form that Twilio posted: read in bounds, and only when its signature is right.</summary>
public sealed class TwilioForm(RequestLimits limits, IOptions<SmsOptions> sms, IOptions<MessagingOptions> messaging)
{
    private const int MaxBytes = 64 * 1024;
    private const string Signature = "X-Twilio-Signature";
    private static readonly FormOptions Bounds = new() { ValueCountLimit = 200, KeyLengthLimit = 200, ValueLengthLimit = 16 * 1024, BufferBodyLengthLimit = MaxBytes };

    /// <summary>The form.</summary>
    /// <exception cref="SchedulingException">rate_limited, body_too_large, invalid_request, signature_invalid.</exception>
    public async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        limits.SpendInbound(context.Connection.RemoteIpAddress);
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxBytes;
        var form = FormCollection.Empty;
        try
        {
            form = request.HasFormContentType ? (FormCollection)await new FormFeature(request, Bounds).ReadFormAsync(context.RequestAborted) : form;
        }
        catch (InvalidDataException)
        {
            throw SchedulingException.Invalid("", "the form is out of bounds");
        }

        // As Twilio was given it: behind a proxy this request may name another host, and another scheme.
        var address = messaging.Value.PublicUrl is { } ours ? $"{ours.GetLeftPart(UriPartial.Authority)}{request.Path}{request.QueryString}" : null;
        var fields = form.SelectMany(f => f.Value.Select(v => KeyValuePair.Create(f.Key, v ?? "")));
        if (address is not null && TwilioSignature.IsValid(sms.Value.AuthToken, address, fields, request.Headers[Signature]))
        {
            return form;
        }

        limits.SpendUnauthenticated(context.Connection.RemoteIpAddress);
        throw new SchedulingException(ProblemCodes.SignatureInvalid);
    }

    /// <summary>A field that has to be there.</summary>
    /// <exception cref="SchedulingException">invalid_request.</exception>
    public static string Require(IFormCollection form, string name) =>
        form[name] is [{ Length: > 0 and <= 64 } value] ? value : throw SchedulingException.Invalid(name, "is required, once");
}
