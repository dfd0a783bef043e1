using Campaigns.Local.Commands;

CommandOutput.Use(Console.Out, Console.IsOutputRedirected, Console.Error, Console.IsErrorRedirected);
return await CommandLine.RunAsync(args);
