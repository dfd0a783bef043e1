using System.CommandLine;
using Campaigns.Local.Commands;
using Campaigns.Workflows.Ports;

var root = new RootCommand("Campaigns: journeys, contact policy and senders for insurers, in one process and without a cloud.")
{
    CommonOptions.Json,
    DemoCommand.Create(),
    ReplayCommand.Create(),
    ExplainCommand.Create(),
    ValidateCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    return ExitCodes.Cancelled;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    return Report.BadInput(e.Message);
}
catch (StoreUnavailableException e)
{
    return Report.Unavailable(e.Message);
}
