using Scheduling.Api.Commands;

return await CommandLine.RunAsync(args);
