using System.CommandLine;
using System.CommandLine.Invocation;
using Campaigns.Local.Commands;
using Campaigns.Runtime.Ports;

OutputWidth.Prepare();
var parsed = CommandLine.Create().Parse(args);
CommandOutput.ForMachines = parsed.GetValue(CommonOptions.Json);
if (parsed.Action is ParseErrorAction)
    return CommandLine.ReportErrors(parsed);

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        // After Ctrl-C the store is closed properly, however busy the machine is; usually that takes a blink.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
    });
}
catch (OperationCanceledException)
{
    return CommandOutput.Cancelled();
}
catch (StoreFormatException e)
{
    return CommandOutput.BadInput(e.Message);
}
catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
{
    return CommandOutput.Unavailable(e.Message);
}
