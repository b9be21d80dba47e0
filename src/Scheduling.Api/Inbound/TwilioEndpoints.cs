using System.Globalization;
using Scheduling.Api.Http.Requests;
using Scheduling.Application.Messaging;
using Scheduling.Application.Persistence;

namespace Scheduling.Api.Inbound;

/// <summary>What Twilio posts: texts of patients, and what became of ours. No key; a signature.</summary>
public static class TwilioEndpoints
{
    // An empty TwiML document: nothing more to send from their side.
    private const string NoReply = "<Response/>";
    private const string Carrier = "carrier:twilio";
    private const int MostWords = 4000;

    /// <summary>Maps them.</summary>
    public static void MapTwilio(this WebApplication app)
    {
        app.MapPost(TwilioRoutes.Messages, TextAsync).ExcludeFromDescription();
        app.MapPost(TwilioRoutes.Status + "/{clinicId:guid}/{messageId:guid}", ReceiptAsync).ExcludeFromDescription();
    }

    private static Task TextAsync(HttpContext context, TwilioForm forms, InboundTexts texts) => AnsweringAsync(async () =>
    {
        var form = await forms.ReadAsync(context);
        var body = form["Body"].ToString().Replace("\0", "", StringComparison.Ordinal);
        var attachments = int.TryParse(form["NumMedia"], NumberStyles.None, CultureInfo.InvariantCulture, out var media) ? media : 0;
        var answered = form["OptOutType"].ToString();
        // What was begun is finished, whoever hangs up.
        await texts.TakeAsync(
            new InboundSms(TwilioForm.Require(form, "MessageSid"), TwilioForm.Require(form, "From"), body.Length > MostWords ? body[..MostWords] : body, attachments, answered.Length > 0 ? answered : null),
            CancellationToken.None);
        context.Response.ContentType = "text/xml";
        await context.Response.WriteAsync(NoReply, context.RequestAborted);
    });

    private static Task ReceiptAsync(HttpContext context, Guid clinicId, Guid messageId, TwilioForm forms, ClinicTransaction transaction, MessageReceipts receipts) => AnsweringAsync(async () =>
    {
        var form = await forms.ReadAsync(context);
        var error = int.TryParse(form["ErrorCode"], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : (int?)null;
        await transaction.BeginAsync(ClinicIdentity.Program(clinicId, Carrier), CancellationToken.None);
        await receipts.RecordAsync(messageId, TwilioForm.Require(form, "MessageSid"), TwilioForm.Require(form, "MessageStatus"), error, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    private static async Task AnsweringAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (DatabaseFailure.Refusal(failure) is { } refusal)
        {
            throw refusal;
        }
    }
}
