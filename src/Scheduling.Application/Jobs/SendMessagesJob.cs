using Microsoft.Extensions.Logging;
using Scheduling.Application.Messaging;

namespace Scheduling.Application.Jobs;

/// <summary>Plans patients' messages and sends those that are due.</summary>
public sealed class SendMessagesJob(MessageDispatch dispatch, ILogger<SendMessagesJob> logger) : IJob
{
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var due = await dispatch.RunAsync(cancellationToken);
        if (due > 0)
        {
            logger.LogInformation("{Messages} messages were due", due);
        }

        return due;
    }
}
