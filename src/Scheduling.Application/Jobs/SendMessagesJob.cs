using Microsoft.Extensions.Logging;
using Scheduling.Application.Messaging;

namespace Scheduling.Application.Jobs;

/// <summary>Plans patients' messages and sends those that are due.</summary>
public sealed class SendMessagesJob(MessageDispatch dispatch, ILogger<SendMessagesJob> logger) : IJob
{
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (await dispatch.RunAsync(cancellationToken) is var due and > 0)
        {
            logger.LogInformation("{Messages} messages were due", due);
        }
    }
}
