using System.CommandLine;
using Campaigns.Local.Commands;
using Campaigns.Storage.Embedded;
using Campaigns.Workflows.Ports;

Screen.Prepare();
var parsed = CommandLine.Create().Parse(args);
Report.ForMachines = parsed.GetValue(CommonOptions.Json);
if (parsed.Errors.Count > 0)
    return CommandLine.Complain(parsed);

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    return Report.Cancelled();
}
catch (StoreFormatException e)
{
    return Report.BadInput(e.Message);
}
catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
{
    return Report.Unavailable(e.Message);
}
